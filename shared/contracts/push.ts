import { z } from "zod";
import { detailTypes, MembershipEvent } from "./event.ts";

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
  /** Push what is pending. */
  target.extend({ kind: z.literal("flight") }),
  /** Note every present member as desired, then push. */
  target.extend({ kind: z.literal("sync"), after: z.string().optional() }),
]);
export type PushMessage = z.output<typeof PushMessage>;
