import { z } from "zod";
import { ObjectKind } from "./change.ts";
import { approachingType, detailTypes, ExitApproachingEvent, MembershipEvent } from "./event.ts";

const target = z.object({
  workspaceId: z.string(),
  segmentId: z.string(),
  destinationId: z.string(),
});

/** What the queues of pushes carry: events of the bus, and Muster's own wake-ups. */
export const PushMessage = z.union([
  z
    .object({ "detail-type": z.enum(detailTypes), detail: MembershipEvent })
    .transform(({ detail, "detail-type": type }) => ({
      kind: "event" as const,
      event: detail,
      member: type === "segment.entered",
    })),
  z
    .object({ "detail-type": z.literal(approachingType), detail: ExitApproachingEvent })
    .transform(({ detail }) => ({
      kind: "approaching" as const,
      event: detail,
      destinationId: undefined,
    })),
  /** The same, for one of several addresses. */
  z.object({
    kind: z.literal("approaching"),
    event: ExitApproachingEvent,
    destinationId: z.string(),
  }),
  /** A member that another source came to know: its destinations there learn of it. */
  z.object({
    kind: z.literal("identified"),
    workspaceId: z.string(),
    object: ObjectKind,
    profileId: z.string(),
  }),
  /** Records that were taken out of the event's profile: where they stand in for it, they leave. */
  z.object({ kind: z.literal("parted"), event: MembershipEvent }),
  /** Push what is pending. */
  target.extend({ kind: z.literal("flight") }),
  /** Note every present member as desired, then push. */
  target.extend({ kind: z.literal("sync"), after: z.string().optional() }),
]);
export type PushMessage = z.output<typeof PushMessage>;
