import { lengthAt } from "./entry.ts";
import { testWords } from "./program-words.ts";
import type { Memory } from "./reach-words.ts";

/*
 * A run is a stretch of entries whose guards begin with the same test, without which none of
 * them holds. It begins with that test; where a test in a program has its jumps, it has the
 * words of the whole run. A run without a test begins with `noTest` instead of the slot.
 */
export const noTest = -1;
export const runWords = testWords;

/** In words, of the run at a place. */
export function runLengthAt(words: Int32Array, at: number): number {
  return words[at + 1] ?? 0;
}

/** Orders runs by their tests. */
export function compareRuns(words: Int32Array, at: number, others: Int32Array, other: number) {
  for (let word = 0; word < runWords; word += 1) {
    const difference = (words[at + word] ?? 0) - (others[other + word] ?? 0);
    if (word !== 1 && difference !== 0) return difference;
  }
  return 0;
}

/** Runs one after the other, in the order of their tests. */
export class Leaf implements Memory {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  /** In words. */
  used = 0;
  /** Of a list by key: no entry's key is below, and none is at or above `until`. */
  readonly from: number;
  readonly until: number;

  constructor(words: number, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY) {
    const buffer = new ArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
    this.words = new Int32Array(buffer);
    this.numbers = new Float64Array(buffer);
    this.from = from;
    this.until = until;
  }

  /** Adds a run of one entry, written as such; there must be room for it. */
  insert(run: Int32Array): void {
    const { words } = this;
    const at = this.#placeOf(run);
    const isKnown = at < this.used && compareRuns(words, at, run, 0) === 0;
    const added = isKnown ? run.subarray(runWords) : run;
    const place = isKnown ? at + runLengthAt(words, at) : at;
    words.copyWithin(place + added.length, place, this.used);
    words.set(added, place);
    if (isKnown) words[at + 1] = runLengthAt(words, at) + added.length;
    this.used += added.length;
  }

  /** Removes every entry of a segment. @returns the words freed */
  remove(segment: number): number {
    const { words } = this;
    const before = this.used;
    for (let run = 0; run < this.used; ) {
      for (let at = run + runWords; at < run + runLengthAt(words, run); )
        if (words[at] === segment) this.#cut(run, at, lengthAt(words, at));
        else at += lengthAt(words, at);
      if (runLengthAt(words, run) === runWords) this.#cut(run, run, runWords);
      else run += runLengthAt(words, run);
    }
    return before - this.used;
  }

  /** Calls back with every entry as a run of its own, only valid until the next call. */
  forEach(visit: (run: Int32Array, numbers: Float64Array) => void): void {
    const { words } = this;
    for (let run = 0; run < this.used; run += runLengthAt(words, run))
      for (let at = run + runWords; at < run + runLengthAt(words, run); at += lengthAt(words, at)) {
        const alone = new Int32Array(runWords + lengthAt(words, at));
        alone.set(words.subarray(run, run + runWords));
        alone.set(words.subarray(at, at + lengthAt(words, at)), runWords);
        alone[1] = alone.length;
        visit(alone, new Float64Array(alone.buffer));
      }
  }

  /** The first run whose test is not before that of another. */
  #placeOf(run: Int32Array): number {
    let at = 0;
    while (at < this.used && compareRuns(this.words, at, run, 0) < 0)
      at += runLengthAt(this.words, at);
    return at;
  }

  #cut(run: number, at: number, length: number): void {
    this.words[run + 1] = runLengthAt(this.words, run) - length;
    this.words.copyWithin(at, at + length, this.used);
    this.used -= length;
  }
}
