import type { HistoryEntry, Profile } from "./profile.ts";

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

/**
 * An entry as whoever has its record now keeps it: handed on by each merge since it was told. By
 * whatever merges and splits it came there, it is the same one; so it is kept once, however often
 * it is brought. As it is where a merge is older than the mark of when it was.
 * @param pointers from the record's first profile to the one before the last, each merged into the next
 */
export function asHeld(
  entry: HistoryEntry,
  pointers: readonly Pick<Profile, "id" | "mergedAt">[],
): HistoryEntry {
  const told = asTold(entry);
  let held = told;
  for (const { id, mergedAt } of pointers) {
    if (mergedAt === undefined) return entry;
    if (mergedAt >= recordedAt(told)) held = handedOn(held, id, mergedAt);
  }
  return held;
}

/** As the first profile that heard of it kept it. */
export function asTold(entry: HistoryEntry): HistoryEntry {
  const before = beforeMerge(entry);
  if (before !== entry) return asTold(before);
  const { recordedAt: recorded, ...rest } = entry;
  // What is older than as-of questions does not say when it was heard.
  return entry.recordId === undefined && recorded === entry.at ? rest : entry;
}
