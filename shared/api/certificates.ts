import { z } from "zod";
import type { Certificate } from "../contracts/certificate.ts";
import { awardsOf } from "../flow/inherited-awards.ts";
import { stateOf } from "../programs/certificates.ts";
import { listOf } from "./cursors.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";
import { findProfile } from "./profiles.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Certificates";

const verified = {
  id: z.string().meta({ description: "Unguessable: whoever is shown it may verify it." }),
  certificate: z.string(),
  state: z.enum(["valid", "expired", "revoked"]),
  issuedAt: Instant,
  expiresAt: Instant.optional(),
  revokedAt: Instant.optional(),
};

const CertificateView = z
  .object({ ...verified, programId: z.string() })
  .meta({ id: "Certificate" });

export const getCertificates = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/certificates",
  tag,
  status: 200,
  summary: "What a person was awarded, per program the last certificate",
  input: { params: z.object({ id: z.string() }) },
  output: listOf(CertificateView),
  async handle({ params }, call) {
    const { context } = call;
    const found = await awardsOf(context, await findProfile(call, params.id));
    const now = context.clock.now();
    return {
      body: {
        items: found.flatMap(({ certificate, programId }) =>
          certificate === undefined ? [] : [{ ...viewOf(certificate, now), programId }],
        ),
      },
    };
  },
});

export const getCertificate = route({
  method: "GET",
  path: "/api/v1/certificates/{id}",
  tag,
  status: 200,
  open: true,
  summary: "Whether a certificate is valid; who has its id needs no token",
  description: "Says nothing of whom it was awarded to.",
  input: { params: z.object({ id: z.string() }) },
  output: z.object(verified).meta({ id: "VerifiedCertificate" }),
  async handle({ params }, { context }) {
    const found = await context.storage.certificates.byId(params.id);
    if (found?.certificate === undefined)
      throw notFound("There is no such certificate, or a newer one took its place.");
    return { body: viewOf(found.certificate, context.clock.now()) };
  },
});

function viewOf(found: Certificate, now: number) {
  const { id, certificate, issuedAt, expiresAt, revokedAt } = found;
  return {
    id,
    certificate,
    state: stateOf(found, now),
    issuedAt: iso(issuedAt),
    expiresAt: isoOrAbsent(expiresAt),
    revokedAt: isoOrAbsent(revokedAt),
  };
}
