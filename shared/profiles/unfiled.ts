import { bridgeMs } from "./behaviours.ts";
import { attributesField } from "./fold-change.ts";
import type { Filing, HistoryEntry, Profile, WriteNote } from "./profile.ts";

/** Whether the history may not have it yet; as long as the rest of an item bridges over that. */
export function isLeaving({ at }: Filing, now: number): boolean {
  return at > now - bridgeMs;
}

/** The same with whose it is, where the profile itself leaves no doubt: it takes others in. */
export function filingOfOwn({ filing, records }: Profile): Pick<Profile, "filing"> {
  if (filing === undefined) return {};
  const [connectionId, ...others] = new Set(records.map((each) => each.connectionId));
  const isPlain = connectionId !== undefined && others.length === 0;
  return { filing: isPlain ? { ...filing, connectionId } : filing };
}

/** Whether an entry may wait in the profile's item: what happened cannot, it is kept for a time. */
export function mayWait({ field }: HistoryEntry): boolean {
  return field === attributesField;
}

/** What a write was told, as the history keeps it. */
export function taken({ at, history }: Pick<WriteNote, "at" | "history">): HistoryEntry[] {
  return history.map((entry) => ({ ...entry, recordedAt: at }));
}

/** Tells the entries of one profile apart; sorts by when each happened. */
export function entryName({ at, key, recordedAt, inherited = [] }: HistoryEntry): string {
  const recorded = [recordedAt ?? [], ...inherited.map((each) => each.recordedAt)].flat();
  return [String(at).padStart(15, "0"), key, ...recorded].join("#");
}

/** Tells apart also what was handed on at the same times by others. */
export function heldName(entry: HistoryEntry): string {
  const from = (entry.inherited ?? []).map((each) => each.from);
  return JSON.stringify([entry.field, entryName(entry), from]);
}

/**
 * What a write leaves to the history. Invariant: whatever a profile was told is, once its newest
 * image was published, either in the history or unfiled in its item: so what waited before and
 * waits no more is due, whoever wrote and why.
 */
export function toFile(
  before: Pick<Profile, "unfiled"> | undefined,
  after: Pick<Profile, "unfiled">,
  note: Pick<WriteNote, "at" | "history">,
): HistoryEntry[] {
  const waiting = new Set((after.unfiled ?? []).map(entryName));
  const all = [...(before?.unfiled ?? []), ...taken(note)];
  return all.filter((entry) => !mayWait(entry) || !waiting.has(entryName(entry)));
}
