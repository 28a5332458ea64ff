import { compareGuards, hasLoneTest, keyAt, lengthAt, runAt } from "./entry.ts";
import { type Memory, memoryOf } from "./reach-words.ts";

/** A stretch of entries one after the other, in the order of their guards' first tests. */
export interface Leaf extends Memory {
  /** In words. */
  readonly used: number;
  /** Of a list by key: no entry's key is below, and none is at or above `until`. */
  readonly from: number;
  readonly until: number;
}

interface OpenLeaf extends Leaf {
  used: number;
  from: number;
  until: number;
}

const firstLeafWords = 32;
const leafWords = 1 << 11;
/** A large list by key has about so many leaves: in larger ones there are longer runs. */
const leavesByKey = 16;

/**
 * Entries in leaves, read as streams. Within a leaf, entries whose guards begin with the same
 * test stand together as a run, so that one test decides whether to look at any of them (the
 * access predicates of Fabret et al., "Filtering Algorithms and Implementation for Very Fast
 * Publish/Subscribe Systems", SIGMOD 2001).
 */
export class EntryList {
  readonly #leaves: OpenLeaf[] = [];
  readonly #byKey: boolean;
  #words = 0;

  /** @param byKey keeps entries of near keys in one leaf, for slices between two keys. */
  constructor(byKey: boolean) {
    this.#byKey = byKey;
  }

  get leaves(): readonly Leaf[] {
    return this.#leaves;
  }

  /** @param length in words, of an entry at the start of `entry`. */
  insert(entry: Memory, length: number): void {
    if (this.#leaves.length === 0) this.#leaves.push(emptyLeaf(firstLeafWords));
    let place = this.#placeOf(entry);
    const limit = this.#byKey ? Math.max(leafWords, this.#words / leavesByKey) : leafWords;
    if (this.#usedAt(place) + length > limit && this.#split(place)) place = this.#placeOf(entry);
    const leaf = this.#roomFor(place, length);
    insertInto(leaf, entry, length);
    this.#words += length;
  }

  /** Removes every entry of the segment, in a list by key those under that key. */
  remove(segment: number, key: number): void {
    for (let place = this.#leaves.length - 1; place >= 0; place -= 1) {
      const leaf = this.#leaves[place];
      if (leaf === undefined || (this.#byKey && !(key >= leaf.from && key < leaf.until))) continue;
      const removed = removeFrom(leaf, segment);
      if (removed === 0) continue;
      this.#words -= removed;
      if (leaf.used === 0 && !this.#byKey) this.#leaves.splice(place, 1);
      else markRuns(leaf);
    }
  }

  /** The last leaf that begins at or before an entry. */
  #placeOf(entry: Memory): number {
    let low = 0;
    let high = this.#leaves.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const leaf = this.#leaves[middle];
      const isBefore =
        leaf !== undefined &&
        (this.#byKey ? leaf.from <= keyAt(entry.numbers, 0) : compareGuards(leaf, 0, entry) <= 0);
      if (isBefore) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #usedAt(place: number): number {
    return this.#leaves[place]?.used ?? 0;
  }

  /** @returns false where all that the leaf holds belongs together. */
  #split(place: number): boolean {
    const leaf = this.#leaves[place];
    if (leaf === undefined) return false;
    const parts = this.#byKey ? splitByKey(leaf) : splitInTheMiddle(leaf);
    if (parts === undefined) return false;
    for (const part of parts) markRuns(part);
    this.#leaves.splice(place, 1, ...parts);
    return true;
  }

  #roomFor(place: number, length: number): OpenLeaf {
    const leaf = this.#leaves[place] ?? emptyLeaf(firstLeafWords);
    if (leaf.used + length <= leaf.words.length) return leaf;
    let size = leaf.words.length * 2;
    while (size < leaf.used + length) size *= 2;
    const larger = { ...leaf, ...memoryOf(size) };
    larger.words.set(leaf.words.subarray(0, leaf.used));
    this.#leaves[place] = larger;
    return larger;
  }
}

function emptyLeaf(words: number): OpenLeaf {
  const [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { ...memoryOf(words), used: 0, from, until };
}

function splitInTheMiddle(leaf: OpenLeaf): [OpenLeaf, OpenLeaf] | undefined {
  let middle = 0;
  while (middle < leaf.used >> 1) middle += runAt(leaf.words, middle);
  if (middle === 0 || middle >= leaf.used) return undefined;
  const parts: [OpenLeaf, OpenLeaf] = [emptyLeaf(middle), emptyLeaf(leaf.used - middle)];
  append(parts[0], leaf.words.subarray(0, middle));
  append(parts[1], leaf.words.subarray(middle, leaf.used));
  return parts;
}

function splitByKey(leaf: OpenLeaf): [OpenLeaf, OpenLeaf] | undefined {
  const { words, numbers, used, from, until } = leaf;
  const keys: number[] = [];
  for (let at = 0; at < used; at += lengthAt(words, at)) keys.push(keyAt(numbers, at));
  const sorted = keys.toSorted((one, other) => one - other);
  const middle = sorted[sorted.length >> 1] ?? 0;
  if (middle === sorted[0]) return undefined;
  const low = { ...emptyLeaf(used), from, until: middle };
  const high = { ...emptyLeaf(used), from: middle, until };
  for (let at = 0; at < used; at += lengthAt(words, at)) {
    const part = keyAt(numbers, at) < middle ? low : high;
    append(part, words.subarray(at, at + lengthAt(words, at)));
  }
  return [low, high];
}

function append(leaf: OpenLeaf, entries: Int32Array): void {
  leaf.words.set(entries, leaf.used);
  leaf.used += entries.length;
}

/** Puts an entry at the end of its run, or where that run would be. */
function insertInto(leaf: OpenLeaf, entry: Memory, length: number): void {
  const { words } = leaf;
  let at = 0;
  let run = -1;
  while (at < leaf.used) {
    const order = compareGuards(leaf, at, entry);
    if (order > 0) break;
    run = order === 0 && hasLoneTest(words, at) ? at : -1;
    at += runAt(words, at);
  }
  words.copyWithin(at + length, at, leaf.used);
  words.set(entry.words.subarray(0, length), at);
  leaf.used += length;
  words[at + 2] = length;
  if (run >= 0) words[run + 2] = runAt(words, run) + length;
}

/** @returns the words freed. */
function removeFrom(leaf: OpenLeaf, segment: number): number {
  const before = leaf.used;
  for (let at = 0; at < leaf.used; ) {
    const length = lengthAt(leaf.words, at);
    if (leaf.words[at] === segment) {
      leaf.words.copyWithin(at, at + length, leaf.used);
      leaf.used -= length;
    } else at += length;
  }
  return before - leaf.used;
}

/** Notes at the first entry of each run how long it is. */
function markRuns(leaf: OpenLeaf): void {
  const { words, used } = leaf;
  for (let start = 0; start < used; start += runAt(words, start)) {
    let end = start + lengthAt(words, start);
    if (hasLoneTest(words, start))
      while (end < used && compareGuards(leaf, end, leaf, start) === 0) end += lengthAt(words, end);
    words[start + 2] = end - start;
  }
}
