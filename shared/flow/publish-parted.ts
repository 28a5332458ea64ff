import { connectionKinds } from "../contracts/connection.ts";
import { beforeMerge, broughtBy } from "../profiles/handed-on.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import { nameKey } from "../profiles/split-profile.ts";
import type { FlowContext } from "./context.ts";
import type { ProfileRecordImage } from "./derive-views.ts";
import { historyOf } from "./inherit-history.ts";

/**
 * A record that was taken out of a profile stood in for it at its source's destinations. There
 * it leaves every segment of that profile; the profile it has now, whose revision is a later
 * one, says where it is to be after all.
 */
export async function publishParted(
  { storage, queues }: Pick<FlowContext, "storage" | "queues">,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  for (const { before, after, note } of images) {
    if (before === undefined || !hasLost(before, after)) continue;
    const { workspaceId, object, id: profileId, revision } = after;
    const own = new Set(after.records.map((each) => each.connectionId));
    const identities = identitiesOf(before).filter((each) => !own.has(each.connectionId));
    const rules = await storage.index.rules(workspaceId, before.announced);
    const at = new Date(note.at).toISOString();
    const messages = rules.map(({ segmentId, version: segmentVersion }) => {
      const of = { workspaceId, segmentId, segmentVersion, profileId, object, identities };
      const event = { ...of, at, cause: { kind: "split" as const, at }, revision };
      return { body: { kind: "parted", event }, group: workspaceId };
    });
    // Who is a member still is known to some sources by its address only from now on.
    const identified = { kind: "identified", workspaceId, object, profileId };
    const all = [...messages, { body: identified, group: workspaceId }];
    await Promise.all(connectionKinds.map((kind) => queues.pushes(kind).send(all)));
  }
}

/**
 * What the records of one side did and were goes with them, since builds look for it under the
 * profile's id; see `inheritHistory` for how it came there. Idempotent.
 */
export async function partHistory(
  { storage }: Pick<FlowContext, "storage">,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  for (const { before, after } of images) {
    const id = after.apart?.at(-1)?.profileId;
    const isParted = before !== undefined && (hasLost(before, after) || isRevived(before, after));
    if (id === undefined || !isParted) continue;
    const own = new Set(after.records.map((each) => each.connectionId));
    const entries = (await historyOf(storage, after)).filter((each) => !own.has(each.connectionId));
    if (entries.length === 0) continue;
    // What it had brought itself becomes again what it was told.
    const given = entries.map((each) => (broughtBy(each) === id ? beforeMerge(each) : each));
    await storage.history.append([{ key: { ...after, id }, entries: given }]);
    await storage.history.remove(after, entries);
  }
}

function hasLost(before: Profile, after: Profile): boolean {
  if (after.mergedInto !== undefined || after.erasedAt !== undefined) return false;
  const has = new Set(after.records.map(nameKey));
  return before.records.some((each) => !has.has(nameKey(each)));
}

function isRevived(before: Profile, after: Profile): boolean {
  return before.mergedInto !== undefined && after.mergedInto === undefined;
}
