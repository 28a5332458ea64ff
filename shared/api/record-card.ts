import { z } from "zod";
import { connectors } from "../connectors/registry.ts";
import { ObjectKind } from "../contracts/change.ts";
import { explainRecord } from "../flow/explain-record.ts";
import { connectionAt } from "../flow/remembered-connections.ts";
import { Problem } from "../runtime/errors.ts";
import type { Call } from "./call.ts";
import { Instant, isoOrAbsent } from "./instant.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const CardSegment = z.object({
  id: z.string(),
  name: z.string(),
  since: Instant.optional().meta({
    description: "Absent for the moment until the member list has caught up.",
  }),
  leavesAt: Instant.optional().meta({ description: "When time alone ends the membership." }),
  because: z.array(z.string()).meta({
    description:
      "The conditions that hold, in plain English and without values; none where grace alone keeps the record in.",
  }),
});

export const getRecordCard = route({
  method: "GET",
  path: "/hooks/{kind}/card",
  tag: "Profiles",
  status: 200,
  open: true,
  problems: [401, 404],
  summary: "What a system's own page shows of one of its records: its segments, and why",
  description:
    "Opened by the system's signature over the address instead of a token; the system names the account in the query.",
  input: {
    params: z.object({ kind: z.string() }),
    query: z.object({ object: ObjectKind, record: z.string("Give the record's id.").min(1) }),
  },
  output: z.object({
    known: z.boolean().meta({ description: "Whether the record has come in yet." }),
    segments: z.array(CardSegment),
  }),
  async handle({ params: { kind }, query: { object, record } }, call) {
    const connection = await askingConnection(call, kind);
    const explained = await explainRecord(call.context, connection, object, record);
    const segments = (explained ?? []).map(({ segment, enteredAt, leavesAt, because }) => ({
      id: segment.id,
      name: segment.name,
      since: isoOrAbsent(enteredAt),
      leavesAt: isoOrAbsent(leavesAt),
      because: [...because],
    }));
    return { body: { known: explained !== undefined, segments } };
  },
});

/** Throws 404 where the kind has no card or its account is not connected, 401 for a wrong signature. */
async function askingConnection({ context, target, headers }: Call, kind: string) {
  const connector = Object.values(connectors).find((each) => each.kind === kind);
  const { recordCard, webhooks, label } = connector ?? {};
  if (recordCard === undefined || webhooks?.appSecrets === undefined)
    throw notFound(`There is nothing at /hooks/${kind}/card.`);
  const url = `${context.publicUrl()}${target}`;
  const request = { method: "GET", url, headers, body: new Uint8Array() };
  // By the wall clock: senders do not travel in time.
  if (!webhooks.verify(request, webhooks.appSecrets(), Date.now()))
    throw new Problem(
      401,
      "Signature not accepted",
      `${label} did not sign this request, or it is more than five minutes old.`,
    );
  const accountId = recordCard.accountOf(new URL(url).searchParams);
  const connection = await connectionAt(context, `${kind}:${accountId ?? ""}`);
  if (connection === undefined || connection.state === "removed")
    throw notFound(`This ${label} account is not connected to Muster: connect it there first.`);
  return connection;
}
