import type { LeftRecord } from "../connectors/import-source.ts";
import type { Change, ObjectKind } from "../contracts/change.ts";
import { isLive, type Profile } from "../profiles/profile.ts";

/** What a record that left changes. Where it was heard of again since, what is stored of it is as old as its last word. */
export function leaving(
  object: ObjectKind,
  { recordId, at, mergedInto }: LeftRecord,
  seenAt: ReadonlyMap<string, number>,
  settled: number,
): Change[] {
  const seen = seenAt.get(recordId) ?? 0;
  if (seen > at && seen > settled) return [];
  const since = Math.max(at, seen);
  if (mergedInto === undefined)
    return [{ object, recordId, at: since, body: { kind: "deletion" } }];
  // What is shown of the one that stays holds for both from then on.
  const { recordId: into, values } = mergedInto;
  const shownAt = Math.max(mergedInto.at, since + 1);
  return [
    { object, recordId: into, at: since, body: { kind: "merge", mergedRecordIds: [recordId] } },
    { object, recordId: into, at: shownAt, body: { kind: "attributes", values } },
  ];
}

/** The live records of a connection that a profile has, and when each was last heard of. */
export function recordsOf(profile: Profile, connectionId: string): [string, number][] {
  if (profile.erasedAt !== undefined || profile.mergedInto !== undefined) return [];
  return profile.records
    .filter((record) => record.connectionId === connectionId && isLive(record))
    .map(({ recordId, seenAt }) => [recordId, seenAt]);
}
