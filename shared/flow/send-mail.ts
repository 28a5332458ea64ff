import { randomBytes } from "node:crypto";
import type { MailRecord } from "../contracts/mail.ts";
import { type Mail, MailInDoubt, type MailSink } from "../messaging/mailer.ts";
import { MusterError, PermanentError, RetryableError, SetupError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";

export type MailContext = Pick<FlowContext, "storage" | "clock" | "log"> & {
  readonly mailer: MailSink;
  /** Where the outside world reaches the API, without a slash at its end. */
  readonly publicUrl: () => string;
};

/** By what a repeat of a mail's occasion is known. */
interface Errand extends Pick<MailRecord, "workspaceId" | "programId" | "key"> {
  /** Whose address it goes to, who may stop all mails; undefined for one that the program names. */
  readonly profileId: string | undefined;
}

/** A mail of a program. */
export interface Letter extends Errand, Pick<Mail, "to" | "replyTo" | "subject" | "text"> {}

/** Longer than any function runs: who claimed a mail before that has ended, in whatever way. */
const longestSendingMs = 120_000;

/**
 * Sends a mail once, however often and however simultaneously its occasion is told: it is claimed
 * before it is handed over, over the revision that was read, so of two only one goes on. SES knows
 * no key by which it would drop a repeat; therefore at most once is kept, not at least once. Who
 * crashes between claim and answer leaves it `sending`: a repeat within two minutes comes back
 * later, one after that is parked with its reason, for a person to look in SES whether it went. What
 * is known not to have been sent is noted as `failed`, and the next repeat claims it again.
 */
export async function sendMail(context: MailContext, letter: Letter): Promise<void> {
  const { mails } = context.storage;
  const { workspaceId, programId, key } = letter;
  const known = await mails.get(workspaceId, programId, key);
  if (known?.state === "sent" || known?.state === "withheld") return;
  if (known?.state === "sending") throw stillSending(known);
  const claim = await mails.write({ ...claimOf(letter, known), at: Date.now() });
  try {
    await context.mailer.send(mailOf(context, letter, claim));
  } catch (error) {
    if (!(error instanceof MailInDoubt))
      await mails.write({ ...claim, state: "failed", ...faultOf(error), at: Date.now() });
    throw error;
  }
  await mails.write({ ...claim, state: "sent", at: Date.now() });
}

function stillSending({ at }: MailRecord): MusterError {
  return Date.now() - at < longestSendingMs
    ? new RetryableError("This mail is just being sent.")
    : new PermanentError(
        "Whether this mail was sent is not known, so it is not sent again: look in Amazon SES.",
      );
}

function claimOf(
  { workspaceId, programId, key, profileId }: Errand,
  known: MailRecord | undefined,
): Omit<MailRecord, "at"> {
  return {
    workspaceId,
    programId,
    key,
    ...(profileId === undefined ? {} : { profileId }),
    token: known?.token ?? randomBytes(16).toString("base64url"),
    state: "sending",
    revision: known?.revision ?? 0,
  };
}

function mailOf(
  { publicUrl }: MailContext,
  { to, replyTo, subject, text, profileId }: Letter,
  { token }: MailRecord,
): Mail {
  const mail = { to, replyTo, subject, text, token };
  if (profileId === undefined) return mail;
  const unsubscribe = `${publicUrl()}/api/v1/unsubscribe/${token}`;
  return { ...mail, text: `${text}\n\n--\nNo more of these: ${unsubscribe}\n`, unsubscribe };
}

function faultOf(error: unknown): Pick<MailRecord, "reason" | "remedy"> {
  if (!(error instanceof MusterError)) return { reason: "It failed for an unknown reason." };
  const reason = error.message;
  return error instanceof SetupError ? { reason, remedy: error.remedy } : { reason };
}

/** Notes that nobody is written to, and why; what was noted before stays. */
export async function withholdMail(
  { storage: { mails } }: Pick<FlowContext, "storage">,
  errand: Errand,
  reason: string,
): Promise<void> {
  const { workspaceId, programId, key } = errand;
  const known = await mails.get(workspaceId, programId, key);
  if (known !== undefined && known.state !== "failed") return;
  await mails.write({ ...claimOf(errand, known), state: "withheld", reason, at: Date.now() });
}
