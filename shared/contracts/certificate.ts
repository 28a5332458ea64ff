import { z } from "zod";
import { ObjectKind } from "./change.ts";
import { Identity } from "./event.ts";

/** Instants in milliseconds. */
export const Certificate = z.object({
  /** Nobody can guess it: who has it may ask whether the certificate is valid. */
  id: z.string(),
  certificate: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number().optional(),
  revokedAt: z.number().optional(),
});
export type Certificate = z.infer<typeof Certificate>;

/** What one program awarded to one profile. */
export const Award = z.object({
  workspaceId: z.string(),
  programId: z.string(),
  profileId: z.string(),
  object: ObjectKind,
  /** The last one, if it was several; absent where a leaving was heard of first. */
  certificate: Certificate.optional(),
  /** The profile's revision at the newest turn that was taken in. */
  heard: z.number(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type Award = z.infer<typeof Award>;

export const certificateDetailTypes = [
  "certificate.awarded",
  "certificate.expired",
  "certificate.revoked",
] as const;

/** Detail of these events; (certificateId, detail type) identifies one. */
export const CertificateEvent = z.object({
  workspaceId: z.string(),
  programId: z.string(),
  profileId: z.string(),
  object: ObjectKind,
  identities: z.array(Identity),
  certificateId: z.string(),
  certificate: z.string(),
  at: z.string(),
  expiresAt: z.string().optional(),
});
export type CertificateEvent = z.infer<typeof CertificateEvent>;
