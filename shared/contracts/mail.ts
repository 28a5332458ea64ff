import { z } from "zod";

/**
 * One e-mail of a program, from before it was sent. `sending`: handed over, or about to be, and
 * nothing was heard yet. `withheld`: nobody may be written to. `failed`: it was not sent, and is
 * tried again when its message comes back.
 */
export const MailRecord = z.object({
  workspaceId: z.string(),
  programId: z.string(),
  /** The occasion and, where there are several, the recipient: a repeat has the same. */
  key: z.string(),
  /** Unguessable: stands in the mail for its recipient. */
  token: z.string(),
  /** Whose address it went to; absent for the owner's, or one that the program names. */
  profileId: z.string().optional(),
  state: z.enum(["sending", "sent", "withheld", "failed"]),
  /** Why it was withheld or failed. */
  reason: z.string().optional(),
  remedy: z.string().optional(),
  /** By the wall clock, in milliseconds: when it last changed its state. */
  at: z.number(),
  /** Grows with each write. */
  revision: z.number(),
});
export type MailRecord = z.infer<typeof MailRecord>;

export const stopReasons = ["unsubscribed", "bounced", "complained"] as const;

/** Why a person gets no more e-mails from a workspace's programs. */
export const MailStop = z.object({
  workspaceId: z.string(),
  profileId: z.string(),
  reason: z.enum(stopReasons),
  /** Of which mail they did not want more, or could not be given. */
  programId: z.string(),
  /** By the wall clock, in milliseconds. */
  at: z.number(),
});
export type MailStop = z.infer<typeof MailStop>;
