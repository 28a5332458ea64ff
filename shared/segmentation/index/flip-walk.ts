import { type EntryList, headerWords, lengthAt } from "./entry-list.ts";
import { dependsOnAbsence, highest, inInside, inOutside, lowest } from "./literal.ts";
import { hasBit } from "./member-bits.ts";
import {
  decidesBit,
  entryHolds,
  entryReaches,
  guardedBit,
  type Postings,
  repeatsBit,
  writesReach,
} from "./postings.ts";
import { rejected } from "./program.ts";
import type { ProgramStore } from "./program-store.ts";
import { jumpOf, runProgram, slotAt, testHolds } from "./program-words.ts";
import type { CodeSets } from "./reach-words.ts";
import type { RecordValues } from "./record-values.ts";
import type { Slot } from "./slot.ts";

/** Finds the segments whose truth turns between two states of a record. */
export class FlipWalk {
  entered: number[] = [];
  exited: number[] = [];
  /** Literals that flipped, one for each segment they stand in. */
  flipped = 0;
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
    this.flipped = 0;
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
      this.#visitCode(postings.points[was], false, is);
      this.#visitCode(postings.points[is], true, was);
      return;
    }
    this.#visitAll(postings.bounds, was, is);
    this.#visitAll(postings.absence, was, is);
    if (hadValue) this.#visitPoints(postings.points[was], was, is);
    if (hasValue) this.#visitPoints(postings.points[is], was, is);
  }

  /** A value of the slot is gone or has come: `other` is the one in its place or before it. */
  #visitCode(list: EntryList | undefined, hasCome: boolean, other: number): void {
    if (list === undefined) return;
    const region = hasCome ? inInside : inOutside;
    for (const { words, numbers, used } of list.leaves) {
      for (let at = 0; at < used; at += lengthAt(words, at)) {
        const meta = words[at + 1] ?? 0;
        if (writesReach(meta) && entryReaches(words, numbers, at, other, this.#sets)) continue;
        this.#settle(words, numbers, at, (meta & region) !== 0);
      }
    }
  }

  /** Visits the bounds between two values; both of an interval's lie there where it did not flip. */
  #visitCrossed(list: EntryList, was: number, is: number): void {
    const low = Math.min(was, is);
    const high = Math.max(was, is);
    const { leaves } = list;
    for (let place = list.leafBefore(low); place < leaves.length; place += 1) {
      const leaf = leaves[place];
      if (leaf === undefined) return;
      const { words, numbers, used } = leaf;
      for (let at = 0; at < used; at += lengthAt(words, at)) {
        const key = numbers[(at >> 1) + 1] ?? 0;
        if (key <= low) continue;
        if (key > high) return;
        this.#check(words, numbers, at, was, is);
      }
    }
  }

  #visitAll(list: EntryList, was: number, is: number): void {
    for (const { words, numbers, used } of list.leaves)
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (((words[at + 1] ?? 0) & repeatsBit) === 0) this.#check(words, numbers, at, was, is);
  }

  /** Where a value has come or gone, those that `absence` does not list. */
  #visitPoints(list: EntryList | undefined, was: number, is: number): void {
    for (const { words, numbers, used } of list?.leaves ?? [])
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (!dependsOnAbsence(words[at + 1] ?? 0)) this.#check(words, numbers, at, was, is);
  }

  /** Goes on where the literal of an entry has flipped. */
  #check(words: Int32Array, numbers: Float64Array, at: number, was: number, is: number): void {
    const holds = entryHolds(words, numbers, at, is, this.#sets);
    if (holds !== entryHolds(words, numbers, at, was, this.#sets))
      this.#settle(words, numbers, at, holds);
  }

  /** The literal of an entry has flipped: does its segment? */
  #settle(words: Int32Array, numbers: Float64Array, at: number, holds: boolean): void {
    this.flipped += 1;
    const meta = words[at + 1] ?? 0;
    const guard = at + headerWords;
    const hasGuard = (meta & guardedBit) !== 0;
    const segment = words[at] ?? 0;
    if (!this.#alone) {
      if (!hasGuard || this.#mayMatter(words, numbers, guard)) this.#evaluate(segment);
      return;
    }
    const decides = (meta & decidesBit) !== 0;
    if (decides && this.#members !== undefined && hasBit(this.#members, segment) === holds) return;
    if (hasGuard) {
      const passes = this.#firstHolds(words, numbers, guard, this.#after);
      const next = jumpOf(words, guard, passes);
      if (next === rejected) return;
      if (!runProgram(words, numbers, guard, next, this.#after, this.#sets)) return;
    }
    if (!decides) this.#evaluate(segment);
    else if (holds) this.entered.push(segment);
    else this.exited.push(segment);
  }

  /**
   * Whether a guard's first test lets it hold before or after. Where several literals flip,
   * turn them one by one: the truth turns at one of them, and there its guard holds; each
   * test that the guard cannot do without then holds as it was or as it is.
   */
  #mayMatter(words: Int32Array, numbers: Float64Array, guard: number): boolean {
    return (
      jumpOf(words, guard, false) !== rejected ||
      this.#firstHolds(words, numbers, guard, this.#before) ||
      this.#firstHolds(words, numbers, guard, this.#after)
    );
  }

  #firstHolds(
    words: Int32Array,
    numbers: Float64Array,
    guard: number,
    record: RecordValues,
  ): boolean {
    const slot = slotAt(words, guard);
    let value = record.values[slot] ?? 0;
    if (Number.isNaN(value)) value = record.fill(slot);
    return testHolds(words, numbers, guard, value, this.#sets);
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
