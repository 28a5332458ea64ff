import { type Folded, type IncomingChange, mergeField } from "./fold-change.ts";
import type { Profile, RecordName } from "./profile.ts";
import { contentHash } from "./profile-id.ts";
import { nameKey } from "./split-profile.ts";

/** A source merged one of its records into the one that the change is about: as told to who had it. */
export function foldMerge(
  profile: Profile,
  { connectionId, rank, change: { at, recordId: into } }: IncomingChange,
  recordId: string,
): Folded {
  const key = contentHash([connectionId, recordId, at, into]);
  const note = { field: mergeField, key, connectionId, at, value: into, recordId, rank };
  return { profile: mergedAway(profile, { connectionId, recordId }, at), history: [note] };
}

/** With a record marked as merged into another; one that was never heard of too. */
export function mergedAway(
  profile: Profile,
  { connectionId, recordId }: RecordName,
  at: number,
): Profile {
  const name = nameKey({ connectionId, recordId });
  const known = profile.records.find((each) => nameKey(each) === name);
  const record = { connectionId, recordId, seenAt: known?.seenAt ?? at, mergedAway: true };
  return { ...profile, records: [...profile.records.filter((each) => each !== known), record] };
}
