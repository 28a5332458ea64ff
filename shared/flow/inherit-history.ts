import {
  associationField,
  attributesField,
  deletionField,
  mergeField,
  recordField,
} from "../profiles/fold-change.ts";
import { handedOn } from "../profiles/handed-on.ts";
import type { HistoryEntry, Profile, ProfileKey, WriteNote } from "../profiles/profile.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import type { FlowContext } from "./context.ts";
import { followedPointers } from "./follow-pointers.ts";

interface Image {
  readonly before: Profile | undefined;
  readonly after: Profile;
  readonly note: Pick<WriteNote, "at">;
}

/**
 * A build looks for what a profile once did and was under its own id: what the loser of a
 * merge did and was is written there too. Idempotent, as all of the history.
 */
export async function inheritHistory(
  { storage }: Pick<FlowContext, "storage">,
  images: readonly Image[],
): Promise<void> {
  for (const { before, after, note } of images) {
    if (before === undefined || after.mergedInto === undefined) continue;
    const { workspaceId, object, id } = after;
    const [first, ...further] = await followedPointers(storage, { workspaceId, object, id });
    const last = further.at(-1);
    if (first === undefined || last === undefined) continue;
    if (last.erasedAt === undefined) await handOn(storage, first, further, note.at);
    else await storage.history.remove(after, await historyOf(storage, after));
  }
}

/** Each to the next, since the stream may have told of a later merge before. */
async function handOn(
  storage: FlowContext["storage"],
  loser: Profile,
  winners: readonly Profile[],
  now: number,
): Promise<void> {
  let from = loser;
  for (const winner of winners) {
    const { id, mergedAt = now } = from;
    const entries = (await historyOf(storage, from)).map((each) => handedOn(each, id, mergedAt));
    if (entries.length > 0) await storage.history.append([{ key: winner, entries }]);
    from = winner;
  }
}

/** What is kept of every profile, beside its behaviours. */
export const ownFields = [
  attributesField,
  associationField,
  deletionField,
  mergeField,
  recordField,
] as const;

/** All that is kept of one profile: what builds may look for, and as-of questions. */
export async function historyOf(
  storage: FlowContext["storage"],
  { workspaceId, object, id }: ProfileKey,
): Promise<HistoryEntry[]> {
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  const fields = [...Object.keys(counts).filter(isBehaviourField), ...ownFields];
  const done = await Promise.all(
    fields.map((field) => storage.history.ofRange({ workspaceId, object }, field, id, id)),
  );
  return done.flat().map(({ profileId: _own, ...entry }) => entry);
}
