import {
  associationField,
  attributesField,
  deletionField,
  mergeField,
  recordField,
} from "../profiles/fold-change.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { isLeaving } from "../profiles/unfiled.ts";
import { HistoryBehind } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import type { StoredEntry } from "../storage/history.ts";
import type { FlowContext } from "./context.ts";

/** What is kept of every profile, beside its behaviours. */
export const ownFields = [
  attributesField,
  associationField,
  deletionField,
  mergeField,
  recordField,
] as const;

/** A profile as it is stored, and what it was ever told. */
interface ProfileHistory {
  readonly stored: Profile | undefined;
  readonly entries: readonly HistoryEntry[];
}

/**
 * Some fields of what a profile was told, all of it or `HistoryBehind`. The item is read first, with
 * what waits there: what leaves it meanwhile is in the history as soon as the stream has brought it,
 * which is waited for a moment.
 */
export function readHistory(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  { workspaceId, object, id }: ProfileKey,
  fields: readonly string[],
): Promise<ProfileHistory> {
  const key = { workspaceId, object, id };
  return retrying(HistoryBehind, async () => {
    const stored = (await storage.profiles.read([key])).get(id);
    const profile: HistoryOwner = stored ?? key;
    const read = await Promise.all(fields.map((field) => storage.history.of([profile], field)));
    assertFiled([profile], read.flat(), clock.now());
    return { stored, entries: read.flat().map(({ profileId: _own, ...entry }) => entry) };
  });
}

type HistoryOwner = ProfileKey & Pick<Profile, "unfiled" | "filing">;

/** All that is kept of one profile: what builds may look for, and as-of questions. */
export async function historyFields(
  storage: Pick<FlowContext["storage"], "tallies">,
  { workspaceId, object }: Omit<ProfileKey, "id">,
): Promise<string[]> {
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  return [...Object.keys(counts).filter(isBehaviourField), ...ownFields];
}

/** What left an item just now, for lack of room, was told long before: it is not to be missed. */
export function assertFiled(
  profiles: readonly HistoryOwner[],
  entries: readonly StoredEntry[],
  now: number,
): void {
  const leaving = new Map(
    profiles.flatMap(({ id, filing }) =>
      filing !== undefined && isLeaving(filing, now) ? [[id, filing.key]] : [],
    ),
  );
  for (const entry of leaving.size === 0 ? [] : entries)
    if (leaving.get(entry.profileId) === entry.key) leaving.delete(entry.profileId);
  if (leaving.size > 0)
    throw new HistoryBehind("the stream is yet to bring what profiles were told");
}

/** All that was filed of one profile. */
export async function historyOf(
  storage: Pick<FlowContext["storage"], "history" | "tallies">,
  { workspaceId, object, id }: ProfileKey,
): Promise<HistoryEntry[]> {
  const fields = await historyFields(storage, { workspaceId, object });
  const done = await Promise.all(
    fields.map((field) => storage.history.ofRange({ workspaceId, object }, field, id, id)),
  );
  return done.flat().map(({ profileId: _own, ...entry }) => entry);
}
