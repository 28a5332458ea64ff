import { type Memory, memoryOf } from "./reach-words.ts";

/** An entry begins with its segment, its length and flags, and its key as a double. */
export const headerWords = 4;
export const lengthShift = 12;

/** A stretch of entries one after the other. */
export interface Leaf extends Memory {
  /** In words. */
  readonly used: number;
}

interface OpenLeaf extends Memory {
  used: number;
}

const firstLeafWords = 64;

/**
 * Entries of different lengths in the order of their key, then of their segment, in leaves
 * of bounded size: they are read as a stream, and adding or removing one moves one leaf.
 */
export class EntryList {
  readonly #leaves: OpenLeaf[] = [];
  readonly #leafWords: number;

  constructor(leafWords: number) {
    this.#leafWords = leafWords;
  }

  get leaves(): readonly Leaf[] {
    return this.#leaves;
  }

  /** The last leaf that may begin before any entry of this key. */
  leafBefore(key: number): number {
    return Math.max(0, this.#firstFrom(key, 0) - 1);
  }

  /** @param length in words, of an entry at the start of `entry`. */
  insert(entry: Memory, length: number): void {
    const key = entry.numbers[1] ?? 0;
    const segment = entry.words[0] ?? 0;
    let place = Math.max(0, this.#firstFrom(key, segment) - 1);
    if (this.#leaves.length === 0) this.#leaves.push({ ...memoryOf(firstLeafWords), used: 0 });
    if (this.#used(place) + length > this.#leafWords) place = this.#split(place, key, segment);
    const leaf = this.#roomFor(place, length);
    const at = positionIn(leaf, key, segment);
    leaf.words.copyWithin(at + length, at, leaf.used);
    leaf.words.set(entry.words.subarray(0, length), at);
    leaf.used += length;
  }

  /** Removes every entry of the segment under this key. */
  remove(key: number, segment: number): void {
    const first = Math.max(0, this.#firstFrom(key, segment) - 1);
    for (let place = first; place < this.#leaves.length; ) {
      const leaf = this.#leaves[place];
      if (leaf === undefined || comesAfter(leaf, 0, key, segment)) return;
      removeFrom(leaf, key, segment);
      if (leaf.used === 0) this.#leaves.splice(place, 1);
      else place += 1;
    }
  }

  /** The first leaf whose first entry is at or after the key and segment. */
  #firstFrom(key: number, segment: number): number {
    let low = 0;
    let high = this.#leaves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const leaf = this.#leaves[middle];
      if (leaf !== undefined && comesBefore(leaf, 0, key, segment)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #used(place: number): number {
    return this.#leaves[place]?.used ?? 0;
  }

  /** @returns the half that an entry of this key and segment belongs to. */
  #split(place: number, key: number, segment: number): number {
    const leaf = this.#leaves[place];
    if (leaf === undefined) return place;
    let middle = 0;
    while (middle < leaf.used >> 1) middle += lengthAt(leaf.words, middle);
    if (middle >= leaf.used) return place;
    const rest = { ...memoryOf(leaf.words.length), used: leaf.used - middle };
    rest.words.set(leaf.words.subarray(middle, leaf.used));
    leaf.used = middle;
    this.#leaves.splice(place + 1, 0, rest);
    return comesBefore(rest, 0, key, segment) ? place + 1 : place;
  }

  #roomFor(place: number, length: number): OpenLeaf {
    const leaf = this.#leaves[place] ?? { ...memoryOf(firstLeafWords), used: 0 };
    if (leaf.used + length <= leaf.words.length) return leaf;
    let size = leaf.words.length * 2;
    while (size < leaf.used + length) size *= 2;
    const larger = { ...memoryOf(size), used: leaf.used };
    larger.words.set(leaf.words.subarray(0, leaf.used));
    this.#leaves[place] = larger;
    return larger;
  }
}

/** In words, of the entry at a place. */
export function lengthAt(words: Int32Array, at: number): number {
  return (words[at + 1] ?? 0) >>> lengthShift;
}

function comesBefore({ words, numbers }: Memory, at: number, key: number, segment: number): boolean {
  const own = numbers[(at >> 1) + 1] ?? 0;
  return own < key || (own === key && (words[at] ?? 0) < segment);
}

function comesAfter({ words, numbers }: Memory, at: number, key: number, segment: number): boolean {
  const own = numbers[(at >> 1) + 1] ?? 0;
  return own > key || (own === key && (words[at] ?? 0) > segment);
}

function positionIn(leaf: OpenLeaf, key: number, segment: number): number {
  let at = 0;
  while (at < leaf.used && comesBefore(leaf, at, key, segment)) at += lengthAt(leaf.words, at);
  return at;
}

function removeFrom(leaf: OpenLeaf, key: number, segment: number): void {
  const from = positionIn(leaf, key, segment);
  let until = from;
  while (until < leaf.used && !comesAfter(leaf, until, key, segment)) {
    until += lengthAt(leaf.words, until);
  }
  leaf.words.copyWithin(from, until, leaf.used);
  leaf.used -= until - from;
}
