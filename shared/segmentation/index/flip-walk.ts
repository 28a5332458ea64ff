import {
  decidesBit,
  entryHolds,
  entryReaches,
  guardedBit,
  hasLoneTest,
  headerWords,
  keyAt,
  lengthAt,
  repeatsBit,
  runAt,
  writesReach,
} from "./entry.ts";
import type { EntryList, Leaf } from "./entry-list.ts";
import { dependsOnAbsence, highest, inInside, inOutside, lowest } from "./literal.ts";
import { hasBit } from "./member-bits.ts";
import type { Postings } from "./postings.ts";
import { accepted } from "./program.ts";
import type { ProgramStore } from "./program-store.ts";
import { jumpOf, runProgram, slotAt, testHolds } from "./program-words.ts";
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
    for (const { words, numbers, used } of list.leaves)
      for (let at = 0; at < used; ) {
        const end = at + runAt(words, at);
        if (this.#passesRun(words, numbers, at))
          for (; at < end; at += lengthAt(words, at)) {
            const flags = words[at + 1] ?? 0;
            if (writesReach(flags) && entryReaches(words, numbers, at, other, this.#sets)) continue;
            this.#settle(words, numbers, at, (flags & region) !== 0);
          }
        at = end;
      }
  }

  /** Visits the bounds between two values; both of an interval's lie there where it did not flip. */
  #visitCrossed(list: EntryList, was: number, is: number): void {
    const low = Math.min(was, is);
    const high = Math.max(was, is);
    for (const leaf of list.leaves) {
      if (leaf.until <= low || leaf.from > high) continue;
      if (leaf.from > low && leaf.until <= high) this.#visitLeaf(leaf, was, is);
      else this.#visitSome(leaf, was, is);
    }
  }

  /** Visits a leaf of which only some bounds lie between the values: those first. */
  #visitSome({ words, numbers, used }: Leaf, was: number, is: number): void {
    const low = Math.min(was, is);
    const high = Math.max(was, is);
    for (let at = 0; at < used; at += lengthAt(words, at)) {
      const key = keyAt(numbers, at);
      if (key > low && key <= high && this.#passesRun(words, numbers, at))
        this.#check(words, numbers, at, was, is);
    }
  }

  #visitAll({ leaves }: EntryList, was: number, is: number): void {
    for (const { words, numbers, used } of leaves)
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (((words[at + 1] ?? 0) & repeatsBit) === 0 && this.#passesRun(words, numbers, at))
          this.#check(words, numbers, at, was, is);
  }

  /** Where a value has come or gone, those that `absence` does not list. */
  #visitPoints(list: EntryList | undefined, was: number, is: number): void {
    for (const { words, numbers, used } of list?.leaves ?? [])
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (!dependsOnAbsence(words[at + 1] ?? 0) && this.#passesRun(words, numbers, at))
          this.#check(words, numbers, at, was, is);
  }

  #visitLeaf({ words, numbers, used }: Leaf, was: number, is: number): void {
    for (let at = 0; at < used; ) {
      const end = at + runAt(words, at);
      if (this.#passesRun(words, numbers, at))
        for (; at < end; at += lengthAt(words, at)) this.#check(words, numbers, at, was, is);
      at = end;
    }
  }

  /** Goes on where the literal of an entry has flipped; its run has passed. */
  #check(words: Int32Array, numbers: Float64Array, at: number, was: number, is: number): void {
    const holds = entryHolds(words, numbers, at, is, this.#sets);
    if (holds !== entryHolds(words, numbers, at, was, this.#sets))
      this.#settle(words, numbers, at, holds);
  }

  /**
   * Whether the first test that the guards of a run share lets them hold, before or after.
   * Where literals of several groups flip, turn them one by one: the truth turns at one of
   * them, and there its guard holds; so each test that the guard cannot do without holds as
   * it was or as it is.
   */
  #passesRun(words: Int32Array, numbers: Float64Array, at: number): boolean {
    if (!hasLoneTest(words, at)) return true;
    const guard = at + headerWords;
    if (this.#firstHolds(words, numbers, guard, this.#after)) return true;
    return !this.#alone && this.#firstHolds(words, numbers, guard, this.#before);
  }

  /** The literal of an entry has flipped, and its run has passed: does its segment? */
  #settle(words: Int32Array, numbers: Float64Array, at: number, holds: boolean): void {
    const segment = words[at] ?? 0;
    if (!this.#alone) {
      this.#evaluate(segment);
      return;
    }
    const flags = words[at + 1] ?? 0;
    const decides = (flags & decidesBit) !== 0;
    if (decides && this.#members !== undefined && hasBit(this.#members, segment) === holds) return;
    if ((flags & guardedBit) !== 0) {
      const guard = at + headerWords;
      const next = hasLoneTest(words, at) ? jumpOf(words, guard, true) : 0;
      if (next !== accepted && !runProgram(words, numbers, guard, next, this.#after, this.#sets))
        return;
    }
    if (!decides) this.#evaluate(segment);
    else if (holds) this.entered.push(segment);
    else this.exited.push(segment);
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
