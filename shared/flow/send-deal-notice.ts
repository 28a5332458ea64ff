import { addressOf, postSigned } from "../connectors/webhook/post-signed.ts";
import type { DealNotice } from "../contracts/program-message.ts";
import { identitiesOf } from "../profiles/identity.ts";
import { isAlive } from "../profiles/profile.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

/** Tells the program's address of a deal and whom it concerns, in one signed webhook. */
export async function sendDealNotice(
  { storage }: Pick<FlowContext, "storage">,
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
