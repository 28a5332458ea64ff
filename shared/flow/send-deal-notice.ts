import { addressOf, postSigned } from "../connectors/webhook/post-signed.ts";
import type { DealNotice } from "../contracts/program-message.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { isAlive } from "../profiles/profile.ts";
import { PermanentError } from "../runtime/errors.ts";
import { followPointers } from "./follow-pointers.ts";
import { mailOfDeal } from "./notify-by-mail.ts";
import type { MailContext } from "./send-mail.ts";

/** Tells of a deal by e-mail, or tells the program's address in one signed webhook whom it concerns. */
export async function sendDealNotice(context: MailContext, notice: DealNotice): Promise<void> {
  const { workspaceId, programId } = notice;
  const program = await context.storage.programs.get(workspaceId, programId);
  if (program?.kind === "notification" && program.email !== undefined)
    return mailOfDeal(context, program, program.email, notice);
  return postDealNotice(context, notice);
}

async function postDealNotice(
  { storage }: Pick<MailContext, "storage">,
  { workspaceId, programId, noticeId, deal, recipients, at }: DealNotice,
): Promise<void> {
  const bound = await storage.destinations.ofSegment(workspaceId, programId);
  const destination = bound.find(({ state }) => state !== "removed");
  if (destination === undefined) return;
  const found = await Promise.all(
    recipients.map((id) => followPointers(storage, { workspaceId, object: "contact", id })),
  );
  const profiles = found.filter((each) => each !== undefined).filter(isAlive);
  const body = JSON.stringify({
    type: "deal.updated",
    timestamp: at,
    data: {
      workspaceId,
      programId,
      deal,
      recipients: profiles.map((profile) => ({
        profileId: profile.id,
        identities: identitiesOf(profile),
      })),
    },
  });
  const refusal = await postSigned(addressOf(destination), noticeId, body);
  if (refusal !== undefined) throw new PermanentError(refusal);
}
