import { z } from "zod";
import { Scalar } from "./change.ts";
import { detailTypes, MembershipEvent } from "./event.ts";

/** News of a deal, for those of its collaborators whom a program addresses. */
export const DealNotice = z.object({
  kind: z.literal("deal"),
  workspaceId: z.string(),
  programId: z.string(),
  /** The same for every attempt, so that receivers can drop repeats. */
  noticeId: z.string(),
  deal: z.object({ id: z.string(), values: z.record(z.string(), Scalar) }),
  /** Ids of profiles. */
  recipients: z.array(z.string()),
  /** ISO 8601. */
  at: z.string(),
});
export type DealNotice = z.infer<typeof DealNotice>;

/** What the queue of programs carries: turns of their own segments, and news to pass on. */
export const ProgramMessage = z.union([
  z
    .object({ "detail-type": z.enum(detailTypes), detail: MembershipEvent })
    .transform(({ detail, "detail-type": type }) => ({
      kind: "event" as const,
      event: detail,
      entered: type === "segment.entered",
    })),
  DealNotice,
]);
export type ProgramMessage = z.output<typeof ProgramMessage>;
