import type { ObjectKind } from "../contracts/change.ts";
import { addBehaviour, trimBehaviours } from "../profiles/behaviours.ts";
import { cellOf, isRepeat } from "../profiles/cells.ts";
import { attributesField } from "../profiles/fold-change.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { addObservation, type PastNeeds, trimPast } from "../profiles/past.ts";
import type { Profile } from "../profiles/profile.ts";
import { anyBehaviour, behaviourField, isBehaviourField } from "../segmentation/fields.ts";
import type { StoredEntry } from "../storage/history.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, needsOf, pastNeedsOf, retentionOf } from "./index-reader.ts";
import { keptUntil } from "./keep-history.ts";
import { assertFiled } from "./read-history.ts";

/**
 * Brings back from the history what a new rule can see and the profiles no longer hold.
 * The page is sorted by id, as the history is, so one range read per behaviour suffices.
 */
export async function backfill(
  storage: Pick<FlowContext["storage"], "history">,
  snapshot: IndexSnapshot,
  fields: readonly string[],
  profiles: readonly Profile[],
  now: number,
): Promise<Profile[]> {
  const [first] = profiles;
  if (first === undefined || fields.length === 0) return [...profiles];
  const entries = await Promise.all(fields.map((field) => storage.history.of(profiles, field)));
  if (fields.includes(attributesField)) assertFiled(profiles, entries.flat(), now);
  const retention = retentionOf(snapshot.root, first.object);
  // The database takes out what expired when it finds the time.
  const unexpired = entries
    .flat()
    .filter((entry) => keptUntil(entry, retention, now) !== undefined);
  const byProfile = Map.groupBy(unexpired, (entry) => entry.profileId);
  const needs = needsOf(snapshot.root, first.object);
  const pastNeeds = pastNeedsOf(snapshot.root, first.object);
  return profiles.map((profile) => {
    let { behaviours, past } = profile;
    for (const entry of byProfile.get(profile.id) ?? []) {
      if (!counts(profile, entry)) continue;
      if (entry.values === undefined)
        behaviours = addBehaviour(behaviours, nameOf(entry), kept(entry));
      else past = withObservations({ ...profile, past }, entry, pastNeeds);
    }
    if (behaviours === profile.behaviours && past === profile.past) return profile;
    return {
      ...profile,
      behaviours: trimBehaviours(behaviours, needs, now),
      past: trimPast(past, pastNeeds, now),
    };
  });
}

/** What a source said before its newest word, which its cell still holds. */
function withObservations(
  profile: Profile,
  { connectionId, at, values = {} }: StoredEntry,
  needs: PastNeeds,
): Profile["past"] {
  let { past } = profile;
  for (const [attribute, value] of Object.entries(values)) {
    if (!needs.has(attribute)) continue;
    const cell = cellOf(profile.cells, attribute, connectionId);
    const rank = cell?.rank ?? 0;
    if (isRepeat(profile.cells, attribute, connectionId, { value, at, rank })) continue;
    past = addObservation(past, attribute, { value, at, rank, connectionId, receivedAt: at });
  }
  return past;
}

/**
 * The fields of the history that the versions read: behaviours, `*` spelled out as every
 * name heard of, and all attributes where a rule asks for the past of one.
 */
export async function historyFieldsOf(
  storage: Pick<FlowContext["storage"], "tallies">,
  workspaceId: string,
  object: ObjectKind,
  versions: readonly Pick<IndexedVersion, "rule">[],
): Promise<string[]> {
  const read = new Set(
    versions.flatMap((version) => [...version.rule.reads]).filter(isBehaviourField),
  );
  const asksPast = versions.some((version) => version.rule.pastNeeds.length > 0);
  const attributes = asksPast ? [attributesField] : [];
  if (!read.has(anyBehaviour)) return [...read, ...attributes];
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  return [...Object.keys(counts).filter(isBehaviourField), ...attributes];
}

/** What a deleted record did does not come back, nor what one did that is another profile's by now. */
function counts(profile: Profile, entry: StoredEntry): boolean {
  if (profile.erasedAt !== undefined) return false;
  if (!profile.records.some((record) => record.connectionId === entry.connectionId)) return false;
  return !profile.records.some(
    (record) =>
      record.connectionId === entry.connectionId &&
      record.deletedAt !== undefined &&
      record.deletedAt >= entry.at,
  );
}

function nameOf(entry: StoredEntry): string {
  return entry.field.slice(behaviourField("").length);
}

function kept(entry: StoredEntry) {
  const { key, connectionId, at, properties } = entry;
  return { key, connectionId, happenedAt: at, receivedAt: at, properties: properties ?? {} };
}
