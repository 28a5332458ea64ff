import {
  associationField,
  attributesField,
  deletionField,
  recordField,
} from "../profiles/fold-change.ts";
import type { HistoryEntry, Profile, ProfileKey, WriteNote } from "../profiles/profile.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";

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
    const winner = await followPointers(storage, { workspaceId, object, id });
    if (winner === undefined) continue;
    const known = await historyOf(storage, after);
    if (winner.erasedAt !== undefined) {
      await storage.history.remove(after, known);
      continue;
    }
    const entries = known.map((each) => ({ ...each, recordedAt: note.at }));
    if (entries.length > 0) await storage.history.append([{ key: winner, entries }]);
  }
}

/** What is kept of every profile, beside its behaviours. */
export const ownFields = [attributesField, associationField, deletionField, recordField] as const;

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
