import { z } from "zod";
import { CorrelationIds, ObjectKind } from "./change.ts";

/** Why somebody entered or left. `at` is an ISO 8601 instant. */
export const Cause = z.object({
  kind: z.enum(["change", "time", "rule", "merge", "split", "deletion", "erasure"]),
  attribute: z.string().optional(),
  connection: z.string().optional(),
  at: z.string(),
});
export type Cause = z.infer<typeof Cause>;

export const Identity = z.object({
  connectionId: z.string(),
  kind: z.enum(["record", "email", "domain"]),
  id: z.string(),
});
export type Identity = z.infer<typeof Identity>;

export const eventSource = "muster";
export const detailTypes = ["segment.entered", "segment.exited"] as const;
export const approachingType = "segment.exit-approaching";

/**
 * Detail of `segment.entered` and `segment.exited`.
 * (workspaceId, segmentId, profileId, revision) identifies it; consumers drop repeats by that.
 */
export const MembershipEvent = z.object({
  workspaceId: z.string(),
  segmentId: z.string(),
  segmentVersion: z.number(),
  profileId: z.string(),
  object: ObjectKind,
  identities: z.array(Identity),
  at: z.string(),
  cause: Cause,
  /** Grows with each write of the profile. */
  revision: z.number(),
  correlationIds: CorrelationIds.exactOptional(),
});
export type MembershipEvent = z.infer<typeof MembershipEvent>;

/**
 * Detail of `segment.exit-approaching`: time alone takes a member out at `leavesAt`, if nothing
 * else happens. (workspaceId, segmentId, profileId, lead, leavesAt) identifies it.
 */
export const ExitApproachingEvent = MembershipEvent.omit({ cause: true }).extend({
  /** How long before leaving it was to be told, as the segment says it: `P7D`. */
  lead: z.string(),
  leavesAt: z.string(),
});
export type ExitApproachingEvent = z.infer<typeof ExitApproachingEvent>;
