import type { Profile } from "./profile.ts";

/** That a profile was merged into another, and when. */
export interface MergePointer {
  readonly id: string;
  readonly into: string;
  /** By Muster's clock, in milliseconds. */
  readonly mergedAt: number;
}

/** A profile that is parted: its id, and what was read of its records' first profiles. */
interface Whole {
  readonly from: string;
  readonly read: ReadonlyMap<string, Pick<Profile, "mergedInto" | "mergedAt">>;
  /** What counts for merges that are older than the mark of when they were. */
  readonly now: number;
}

/**
 * How the first profiles of some records lead to the one that has them after a split, each with when
 * those on both sides of it became one: that does not change by what leaves, and what the history
 * keeps of a record follows from it. So along the way merges are ever later, and ways on which nobody
 * left stay as they are.
 * @param to one of them, where all are to lead
 */
export function partedPointers(to: string, ids: readonly string[], whole: Whole): MergePointer[] {
  const ways = new Map([...new Set([to, ...ids])].map((id) => [id, wayUp(id, whole)]));
  const rootOf = new Map([...ways.keys()].map((id) => [id, id]));
  const pointers: MergePointer[] = [];
  for (const { one, other, at } of unions(ways)) {
    const [first, second] = [rootOf.get(one) ?? one, rootOf.get(other) ?? other];
    if (first === second) continue;
    const [into, id] = standsAbove(first, second, to, ways) ? [first, second] : [second, first];
    pointers.push({ id, into, mergedAt: at });
    for (const [each, root] of rootOf) if (root === id) rootOf.set(each, into);
  }
  return pointers;
}

/** Itself and what it was merged into, one after the other, with since when it is one with each. */
type Way = ReadonlyMap<string, number>;

function wayUp(from: string, { from: whole, read, now }: Whole): Way {
  const way = new Map([[from, 0]]);
  let since = 0;
  for (let id = from; id !== whole; ) {
    const { mergedInto = whole, mergedAt = now } = read.get(id) ?? {};
    since = Math.max(since, mergedAt);
    // What is not among those that were read leads to the whole somehow.
    id = read.has(mergedInto) && !way.has(mergedInto) ? mergedInto : whole;
    way.set(id, since);
  }
  return way;
}

interface Union {
  readonly one: string;
  readonly other: string;
  readonly at: number;
}

/** When each two became one, the earliest first. */
function unions(ways: ReadonlyMap<string, Way>): Union[] {
  const all = [...ways];
  const pairs = all.flatMap(([one, way], position) =>
    all.slice(position + 1).map(([other, another]) => ({ one, other, at: unitedAt(way, another) })),
  );
  return pairs.sort((one, other) => one.at - other.at);
}

function unitedAt(way: Way, another: Way): number {
  let at = Number.POSITIVE_INFINITY;
  for (const [id, since] of way)
    at = Math.min(at, Math.max(since, another.get(id) ?? Number.POSITIVE_INFINITY));
  return at;
}

/** Whoever all are to lead to; else the one to whom fewer merges lead on. */
function standsAbove(
  one: string,
  other: string,
  to: string,
  ways: ReadonlyMap<string, Way>,
): boolean {
  if (one === to || other === to) return one === to;
  return (ways.get(one)?.size ?? 0) <= (ways.get(other)?.size ?? 0);
}
