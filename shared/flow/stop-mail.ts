import type { MailStop } from "../contracts/mail.ts";
import type { MailFeedback } from "../contracts/program-message.ts";
import type { Profile } from "../profiles/profile.ts";
import type { FlowContext } from "./context.ts";
import { formerIds } from "./inherited-awards.ts";
import { profileById, within } from "./look-up-profile.ts";

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

/** Why somebody is not written to, said by them or of profiles that became one with theirs. */
export function stopsOf(
  context: Pick<StopContext, "storage">,
  profile: Profile,
): Promise<MailStop[]> {
  return stopsUnder(context, profile.workspaceId, everyIdOf(profile));
}

/** Writes to somebody again; false where nothing was stopped. */
export async function liftStops(
  context: Pick<StopContext, "storage">,
  workspaceId: string,
  profileId: string,
): Promise<boolean> {
  const profile = await profileById(context, within(workspaceId, undefined), profileId);
  // The id itself too: of somebody who is gone, nothing leads to it.
  const ids = new Set([profileId, ...(profile === undefined ? [] : everyIdOf(profile))]);
  const stops = await stopsUnder(context, workspaceId, [...ids]);
  const { mails } = context.storage;
  await Promise.all(stops.map((stop) => mails.lift(workspaceId, stop.profileId)));
  return stops.length > 0;
}

function everyIdOf(profile: Profile): string[] {
  return [profile.id, ...formerIds(profile)];
}

async function stopsUnder(
  { storage: { mails } }: Pick<StopContext, "storage">,
  workspaceId: string,
  profileIds: readonly string[],
): Promise<MailStop[]> {
  const found = await Promise.all(profileIds.map((id) => mails.stopOf(workspaceId, id)));
  return found.filter((stop) => stop !== undefined);
}

/** A mailbox that is not there, or a person who complained, is written to no more. */
export async function takeMailFeedback(
  context: StopContext,
  { reason, isLasting, token }: MailFeedback,
): Promise<void> {
  if (isLasting && token !== undefined) await stopMail(context, token, reason);
}
