import type { MailStop } from "../contracts/mail.ts";
import type { MailFeedback } from "../contracts/program-message.ts";
import type { FlowContext } from "./context.ts";

type StopContext = Pick<FlowContext, "storage" | "log">;

/**
 * Whoever a mail with the token went to gets no more from programs of the workspace; false for a
 * token that is nobody's. An address that a program names is the program's to change: that is logged.
 */
export async function stopMail(
  { storage: { mails }, log }: StopContext,
  token: string,
  reason: MailStop["reason"],
): Promise<boolean> {
  const bearer = await mails.bearerOf(token);
  if (bearer === undefined) return false;
  const { workspaceId, programId, profileId } = bearer;
  if (profileId === undefined) log.warn("mail to a program's own address came back", { programId });
  else await mails.stop({ workspaceId, profileId, reason, programId, at: Date.now() });
  return true;
}

/** A mailbox that is not there, or a person who complained, is written to no more. */
export async function takeMailFeedback(
  context: StopContext,
  { reason, isLasting, token }: MailFeedback,
): Promise<void> {
  if (isLasting && token !== undefined) await stopMail(context, token, reason);
}
