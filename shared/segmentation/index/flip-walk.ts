import {
  decidesBit,
  entryHolds,
  entryReaches,
  headerWords,
  keyAt,
  keyWords,
  lengthAt,
  repeatsBit,
  testedBit,
  writesReach,
} from "./entry.ts";
import type { EntryList } from "./entry-list.ts";
import { type Leaf, noTest, runLengthAt, runWords } from "./leaf.ts";
import { dependsOnAbsence, highest, inInside, inOutside, lowest } from "./literal.ts";
import { hasBit } from "./member-bits.ts";
import type { Postings } from "./postings.ts";
import type { ProgramStore } from "./program-store.ts";
import { runProgram, slotAt, testHolds } from "./program-words.ts";
import type { CodeSets } from "./reach-words.ts";
import type { RecordValues } from "./record-values.ts";
import type { Slot } from "./slot.ts";

/** Finds the segments whose truth turns between two states of a record. */
export class FlipWalk {
  entered: number[] = [];
  exited: number[] = [];
  readonly #postings: Postings;
  readonly #programs: ProgramStore;
  readonly #sets: CodeSets;
  readonly #before: RecordValues;
  readonly #after: RecordValues;
  /** Whether all that changed belongs to one field group, so that guards hold before and after. */
  #alone = true;
  /** By segment, 32 to a word: whether the record before was a member, if that is known. */
  #members: Uint32Array | undefined;
  /** By segment: the last run in which it was evaluated. */
  #evaluatedIn = new Uint32Array(64);
  #run = 0;

  constructor(
    postings: Postings,
    programs: ProgramStore,
    sets: CodeSets,
    before: RecordValues,
    after: RecordValues,
  ) {
    this.#postings = postings;
    this.#programs = programs;
    this.#sets = sets;
    this.#before = before;
    this.#after = after;
  }

  begin(alone: boolean, members: Uint32Array | undefined): void {
    this.entered = [];
    this.exited = [];
    this.#alone = alone;
    this.#members = members;
    this.#run += 1;
  }

  /** Visits the literals of a slot that flip. */
  visit({ number, ordered }: Slot): void {
    const was = this.#before.valueOf(number);
    const is = this.#after.valueOf(number);
    const postings = this.#postings.ofSlot(number);
    if (was === is || postings === undefined) return;
    const hadValue = was >= lowest && was <= highest;
    const hasValue = is >= lowest && is <= highest;
    if (hadValue && hasValue) {
      if (ordered) this.#visitCrossed(postings.bounds, was, is);
      this.#visitCode(postings.points[was], inOutside, is);
      this.#visitCode(postings.points[is], inInside, was);
      return;
    }
    for (const leaf of postings.bounds.leaves) this.#visitKeyed(leaf, was, is);
    for (const leaf of postings.absence.leaves) this.#visitKeyed(leaf, was, is);
    if (hadValue) this.#visitPoints(postings.points[was], was, was, is);
    if (hasValue) this.#visitPoints(postings.points[is], is, was, is);
  }

  /**
   * A value of the slot is gone or has come, and another has come in its place or gone.
   * @param region in which the value that a list is for now lies, of its literals
   */
  #visitCode(list: EntryList | undefined, region: number, other: number): void {
    if (list === undefined) return;
    for (const { words, numbers, used } of list.leaves)
      for (let run = 0; run < used; run += runLengthAt(words, run)) {
        if (!this.#passes(words, numbers, run)) continue;
        const end = run + runLengthAt(words, run);
        for (let at = run + runWords; at < end; at += lengthAt(words, at)) {
          const flags = words[at + 1] ?? 0;
          const isSet = writesReach(flags);
          if (isSet && entryReaches(words, numbers, at, other, other, this.#sets)) continue;
          this.#settle(words, numbers, at, headerWords, (flags & region) !== 0);
        }
      }
  }

  /** Visits the bounds between two values; both of an interval's lie there where it did not flip. */
  #visitCrossed(list: EntryList, was: number, is: number): void {
    const low = Math.min(was, is);
    const high = Math.max(was, is);
    for (const leaf of list.leaves) {
      if (leaf.until <= low || leaf.from > high) continue;
      if (leaf.from > low && leaf.until <= high) this.#visitKeyed(leaf, was, is);
      else this.#visitSome(leaf, was, is);
    }
  }

  /** Visits a leaf of which only some bounds lie between the values. */
  #visitSome({ words, numbers, used }: Leaf, was: number, is: number): void {
    const low = Math.min(was, is);
    const high = Math.max(was, is);
    for (let run = 0; run < used; run += runLengthAt(words, run)) {
      const end = run + runLengthAt(words, run);
      let passes: boolean | undefined;
      for (let at = run + runWords; at < end; at += lengthAt(words, at)) {
        const key = keyAt(numbers, at);
        if (key <= low || key > high) continue;
        passes ??= this.#passes(words, numbers, run);
        if (passes) this.#check(words, numbers, at, was, is);
      }
    }
  }

  /** Visits all of a leaf, each literal by the first of its entries. */
  #visitKeyed({ words, numbers, used }: Leaf, was: number, is: number): void {
    const isCrossing = was >= lowest && was <= highest && is >= lowest && is <= highest;
    for (let run = 0; run < used; run += runLengthAt(words, run)) {
      if (!this.#passes(words, numbers, run)) continue;
      const end = run + runLengthAt(words, run);
      for (let at = run + runWords; at < end; at += lengthAt(words, at))
        if (isCrossing || ((words[at + 1] ?? 0) & repeatsBit) === 0)
          this.#check(words, numbers, at, was, is);
    }
  }

  /** Where a value has come or gone, the literals on it that `absence` does not list. */
  #visitPoints(list: EntryList | undefined, code: number, was: number, is: number): void {
    for (const { words, numbers, used } of list?.leaves ?? [])
      for (let run = 0; run < used; run += runLengthAt(words, run)) {
        if (!this.#passes(words, numbers, run)) continue;
        const end = run + runLengthAt(words, run);
        for (let at = run + runWords; at < end; at += lengthAt(words, at)) {
          if (dependsOnAbsence(words[at + 1] ?? 0)) continue;
          const holds = entryHolds(words, numbers, at, code, is, this.#sets);
          if (holds !== entryHolds(words, numbers, at, code, was, this.#sets))
            this.#settle(words, numbers, at, headerWords, holds);
        }
      }
  }

  /** Goes on where the literal of an entry has flipped. */
  #check(words: Int32Array, numbers: Float64Array, at: number, was: number, is: number): void {
    const key = keyAt(numbers, at);
    const holds = entryHolds(words, numbers, at, key, is, this.#sets);
    if (holds !== entryHolds(words, numbers, at, key, was, this.#sets))
      this.#settle(words, numbers, at, headerWords + keyWords, holds);
  }

  /**
   * Whether the test that the guards of a run share lets them hold. Where literals of several
   * groups flip, turn them one by one: the truth turns at one of them, and there its guard
   * holds; so each test that the guard cannot do without holds as it was or as it is.
   */
  #passes(words: Int32Array, numbers: Float64Array, run: number): boolean {
    if (words[run] === noTest) return true;
    if (this.#testHolds(words, numbers, run, this.#after)) return true;
    return !this.#alone && this.#testHolds(words, numbers, run, this.#before);
  }

  /** The literal of an entry has flipped, and its run has passed: does its segment? */
  #settle(
    words: Int32Array,
    numbers: Float64Array,
    at: number,
    head: number,
    holds: boolean,
  ): void {
    const segment = words[at] ?? 0;
    const flags = words[at + 1] ?? 0;
    if (!this.#alone) {
      this.#evaluate(segment);
      return;
    }
    const decides = (flags & decidesBit) !== 0;
    if (decides && this.#members !== undefined && hasBit(this.#members, segment) === holds) return;
    const isTested = (flags & testedBit) !== 0;
    if (isTested && !runProgram(words, numbers, at + head, this.#after, this.#sets)) return;
    if (!decides) this.#evaluate(segment);
    else if (holds) this.entered.push(segment);
    else this.exited.push(segment);
  }

  #testHolds(
    words: Int32Array,
    numbers: Float64Array,
    test: number,
    record: RecordValues,
  ): boolean {
    const slot = slotAt(words, test);
    let value = record.values[slot] ?? 0;
    if (Number.isNaN(value)) value = record.fill(slot);
    return testHolds(words, numbers, test, value, this.#sets);
  }

  #evaluate(segment: number): void {
    if (segment >= this.#evaluatedIn.length) this.#reserve(segment);
    if (this.#evaluatedIn[segment] === this.#run) return;
    this.#evaluatedIn[segment] = this.#run;
    const was =
      this.#members === undefined
        ? this.#programs.holds(segment, this.#before)
        : hasBit(this.#members, segment);
    const is = this.#programs.holds(segment, this.#after);
    if (was === is) return;
    if (is) this.entered.push(segment);
    else this.exited.push(segment);
  }

  #reserve(segment: number): void {
    const larger = new Uint32Array(segment * 2);
    larger.set(this.#evaluatedIn);
    this.#evaluatedIn = larger;
  }
}
