import type { ProgramMessage } from "../contracts/program-message.ts";
import { forEach } from "../runtime/for-each.ts";
import { awardCertificate } from "./award-certificate.ts";
import type { FlowContext } from "./context.ts";
import { mailOfEntry } from "./notify-by-mail.ts";
import { sendDealNotice } from "./send-deal-notice.ts";
import type { MailContext } from "./send-mail.ts";
import { takeMailFeedback } from "./stop-mail.ts";

type RunContext = Pick<FlowContext, "bus"> & MailContext;

/**
 * Does what Muster itself does when somebody enters or leaves a program; what is done outside
 * goes by destinations. Turns of one profile are taken in order of arrival, which need not be
 * that of happening. What failed is told by position; the others are done.
 */
export async function runPrograms(
  context: RunContext,
  messages: readonly ProgramMessage[],
): Promise<ReadonlyMap<number, unknown>> {
  return forEach(messages, (message) => run(context, message));
}

async function run(context: RunContext, message: ProgramMessage): Promise<void> {
  if (message.kind === "deal") return sendDealNotice(context, message);
  if (message.kind === "mail-feedback") return takeMailFeedback(context, message);
  const { event, entered } = message;
  const program = await context.storage.programs.get(event.workspaceId, event.segmentId);
  if (program?.kind === "certificate") await awardCertificate(context, program, event, entered);
  if (program?.kind !== "notification" || !entered || program.about !== "entering") return;
  if (program.email !== undefined) await mailOfEntry(context, program, program.email, event);
}
