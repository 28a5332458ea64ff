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

/**
 * What became of a mail, as Amazon SES tells the account's default bus.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const MailFeedback = z
  .object({
    source: z.literal("aws.ses"),
    detail: z.object({
      eventType: z.enum(["Bounce", "Complaint"]),
      bounce: z.object({ bounceType: z.string() }).optional(),
      complaint: z.object({ complaintFeedbackType: z.string().nullish() }).optional(),
      mail: z.object({ tags: z.record(z.string(), z.array(z.string())) }),
    }),
  })
  .transform(({ detail: { eventType, bounce, complaint, mail } }) => ({
    kind: "mail-feedback" as const,
    reason: eventType === "Bounce" ? ("bounced" as const) : ("complained" as const),
    /** False for a full mailbox, or where somebody says that it was no spam after all. */
    isLasting:
      eventType === "Bounce"
        ? bounce?.bounceType === "Permanent"
        : complaint?.complaintFeedbackType !== "not-spam",
    token: mail.tags["mail"]?.[0],
  }));
export type MailFeedback = z.output<typeof MailFeedback>;

/** What the queue of programs carries: turns of their own segments, news to pass on, what became of mails. */
export const ProgramMessage = z.union([
  z
    .object({ "detail-type": z.enum(detailTypes), detail: MembershipEvent })
    .transform(({ detail, "detail-type": type }) => ({
      kind: "event" as const,
      event: detail,
      entered: type === "segment.entered",
    })),
  DealNotice,
  MailFeedback,
]);
export type ProgramMessage = z.output<typeof ProgramMessage>;
