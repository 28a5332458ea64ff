import type { HistoryEntry } from "./profile.ts";

/**
 * What a profile had been told, as the one that takes it in keeps it: counted from the merge, and
 * still saying when it was heard, so that the two can be folded apart and united again.
 */
export function handedOn(entry: HistoryEntry, from: string, mergedAt: number): HistoryEntry {
  const taken = { from, recordedAt: recordedAt(entry) };
  return { ...entry, recordedAt: mergedAt, inherited: [taken, ...(entry.inherited ?? [])] };
}

/** The same as the profile had it that was merged last; the very entry where none was. */
export function beforeMerge(entry: HistoryEntry): HistoryEntry {
  const { inherited = [], ...told } = entry;
  const [last, ...earlier] = inherited;
  if (last === undefined) return entry;
  const before = { ...told, recordedAt: last.recordedAt };
  return earlier.length === 0 ? before : { ...before, inherited: earlier };
}

/** Whose it was when it came in with a merge; undefined of what the profile itself was told. */
export function broughtBy({ inherited }: HistoryEntry): string | undefined {
  return inherited?.[0]?.from;
}

/** What is older than as-of questions counts from when its source says it happened. */
export function recordedAt(entry: HistoryEntry): number {
  return entry.recordedAt ?? entry.at;
}
