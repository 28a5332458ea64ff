import { keyAt } from "./entry.ts";
import { compareRuns, Leaf, runLengthAt, runWords } from "./leaf.ts";
import type { Memory } from "./reach-words.ts";

const firstLeafWords = 16;
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
  readonly #leaves: Leaf[] = [];
  readonly #byKey: boolean;
  #words = 0;

  /** @param byKey keeps entries of near keys in one leaf, for slices between two keys. */
  constructor(byKey: boolean) {
    this.#byKey = byKey;
  }

  get leaves(): readonly Leaf[] {
    return this.#leaves;
  }

  /** @param run of one entry, at the start of the memory. */
  insert(run: Memory): void {
    const length = runLengthAt(run.words, 0);
    if (this.#leaves.length === 0) this.#leaves.push(new Leaf(firstLeafWords));
    let place = this.#placeOf(run);
    const limit = this.#byKey ? Math.max(leafWords, this.#words / leavesByKey) : leafWords;
    const used = this.#leaves[place]?.used ?? 0;
    if (used + length > limit && this.#split(place)) place = this.#placeOf(run);
    this.#roomFor(place, length)?.insert(run.words.subarray(0, length));
    this.#words += length;
  }

  /** Removes every entry of the segment, in a list by key those under that key. */
  remove(segment: number, key: number): void {
    for (let place = this.#leaves.length - 1; place >= 0; place -= 1) {
      const leaf = this.#leaves[place];
      if (leaf === undefined || (this.#byKey && !(key >= leaf.from && key < leaf.until))) continue;
      this.#words -= leaf.remove(segment);
      if (leaf.used === 0 && !this.#byKey) this.#leaves.splice(place, 1);
    }
  }

  /** The last leaf that begins at or before a run. */
  #placeOf({ words, numbers }: Memory): number {
    let low = 0;
    let high = this.#leaves.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const leaf = this.#leaves[middle];
      const isBefore =
        leaf !== undefined &&
        (this.#byKey
          ? leaf.from <= keyAt(numbers, runWords)
          : compareRuns(leaf.words, 0, words, 0) <= 0);
      if (isBefore) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** @returns false where all that the leaf holds belongs together. */
  #split(place: number): boolean {
    const leaf = this.#leaves[place];
    const parts = leaf === undefined ? [] : this.#byKey ? splitByKey(leaf) : splitByRun(leaf);
    if (parts.length === 0) return false;
    this.#leaves.splice(place, 1, ...parts);
    return true;
  }

  #roomFor(place: number, length: number): Leaf | undefined {
    const leaf = this.#leaves[place];
    if (leaf === undefined || leaf.used + length <= leaf.words.length) return leaf;
    let size = leaf.words.length;
    while (size < leaf.used + length) size *= 2;
    const larger = new Leaf(size, leaf.from, leaf.until);
    larger.words.set(leaf.words.subarray(0, leaf.used));
    larger.used = leaf.used;
    this.#leaves[place] = larger;
    return larger;
  }
}

function splitByRun({ words, used }: Leaf): Leaf[] {
  let middle = 0;
  while (middle < used >> 1) middle += runLengthAt(words, middle);
  if (middle === 0 || middle >= used) return [];
  return [words.subarray(0, middle), words.subarray(middle, used)].map((part) => {
    const leaf = new Leaf(leafWords > part.length ? leafWords : part.length);
    leaf.words.set(part);
    leaf.used = part.length;
    return leaf;
  });
}

function splitByKey(leaf: Leaf): Leaf[] {
  const keys: number[] = [];
  leaf.forEach((_run, numbers) => keys.push(keyAt(numbers, runWords)));
  const sorted = keys.toSorted((one, other) => one - other);
  const middle = sorted[sorted.length >> 1] ?? 0;
  if (middle === sorted[0]) return [];
  const low = new Leaf(leaf.used, leaf.from, middle);
  const high = new Leaf(leaf.used, middle, leaf.until);
  leaf.forEach((run, numbers) => (keyAt(numbers, runWords) < middle ? low : high).insert(run));
  return [low, high];
}
