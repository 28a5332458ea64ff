import { type EntryList, headerWords, lengthAt } from "./entry-list.ts";
import { dependsOnAbsence, present } from "./literal.ts";
import { hasBit } from "./member-bits.ts";
import {
  decidesBit,
  entryReaches,
  type Postings,
  repeatsBit,
  type SlotPostings,
  writesReach,
} from "./postings.ts";
import type { ProgramStore } from "./program-store.ts";
import { passesFirstTest, runProgram } from "./program-words.ts";
import { type CodeSets, reachWords } from "./reach-words.ts";
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
    const postings = this.#postings.ofSlot(number);
    if (postings === undefined) return;
    const was = this.#before.regionOf(number);
    const is = this.#after.regionOf(number);
    const wasValue = this.#before.values[number] ?? Number.NaN;
    const isValue = this.#after.values[number] ?? Number.NaN;
    if (was !== is) {
      this.#visitAll(postings.bounds, number);
      this.#visitAll(postings.absence, number);
      if (was === present) this.#visitPoints(postings, wasValue, number);
      if (is === present) this.#visitPoints(postings, isValue, number);
    } else if (was === present && wasValue !== isValue) {
      if (ordered) this.#visitCrossed(postings.bounds, number, wasValue, isValue);
      this.#visitCode(postings.points[wasValue], false, isValue);
      this.#visitCode(postings.points[isValue], true, wasValue);
    }
  }

  /** A value of the slot is gone or has come: `other` is the one in its place or before it. */
  #visitCode(list: EntryList | undefined, hasCome: boolean, other: number): void {
    if (list === undefined) return;
    for (const { words, numbers, used } of list.leaves) {
      for (let at = 0; at < used; at += lengthAt(words, at)) {
        const meta = words[at + 1] ?? 0;
        if (writesReach(meta) && entryReaches(words, numbers, at, this.#sets, other)) continue;
        this.#settle(words, numbers, at, ((meta >> (hasCome ? 0 : 1)) & 1) === 1);
      }
    }
  }

  /** Visits the bounds between two values; both of an interval's lie there where it did not flip. */
  #visitCrossed(list: EntryList, slot: number, one: number, other: number): void {
    const low = Math.min(one, other);
    const high = Math.max(one, other);
    const { leaves } = list;
    for (let place = list.leafBefore(low); place < leaves.length; place += 1) {
      const leaf = leaves[place];
      if (leaf === undefined) return;
      const { words, numbers, used } = leaf;
      for (let at = 0; at < used; at += lengthAt(words, at)) {
        const key = numbers[(at >> 1) + 1] ?? 0;
        if (key <= low) continue;
        if (key > high) return;
        this.#check(words, numbers, at, slot);
      }
    }
  }

  #visitAll(list: EntryList, slot: number): void {
    for (const { words, numbers, used } of list.leaves)
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (((words[at + 1] ?? 0) & repeatsBit) === 0) this.#check(words, numbers, at, slot);
  }

  /** Where the region changed, those that `absence` does not list. */
  #visitPoints(postings: SlotPostings, code: number, slot: number): void {
    for (const { words, numbers, used } of postings.points[code]?.leaves ?? [])
      for (let at = 0; at < used; at += lengthAt(words, at))
        if (!dependsOnAbsence({ holdsIn: words[at + 1] ?? 0 }))
          this.#check(words, numbers, at, slot);
  }

  /** Goes on where the literal of an entry has flipped. */
  #check(words: Int32Array, numbers: Float64Array, at: number, slot: number): void {
    const was = this.#holds(words, numbers, at, slot, this.#before);
    const is = this.#holds(words, numbers, at, slot, this.#after);
    if (was !== is) this.#settle(words, numbers, at, is);
  }

  #holds(
    words: Int32Array,
    numbers: Float64Array,
    at: number,
    slot: number,
    record: RecordValues,
  ): boolean {
    const region = record.regions[slot] ?? 0;
    const value = record.values[slot] ?? 0;
    const isInside = region === present && entryReaches(words, numbers, at, this.#sets, value);
    return (((words[at + 1] ?? 0) >> (isInside ? 0 : region)) & 1) === 1;
  }

  /** The literal of an entry has flipped: does its segment? */
  #settle(words: Int32Array, numbers: Float64Array, at: number, holds: boolean): void {
    this.flipped += 1;
    const segment = words[at] ?? 0;
    const meta = words[at + 1] ?? 0;
    const decides = (meta & decidesBit) !== 0;
    if (this.#alone && decides && this.#members !== undefined)
      if (hasBit(this.#members, segment) === holds) return;
    const guard = at + headerWords + (writesReach(meta) ? reachWords : 0);
    const hasGuard = guard < at + lengthAt(words, at);
    if (!this.#alone) {
      if (!hasGuard || this.#mayMatter(words, numbers, guard)) this.#evaluate(segment);
      return;
    }
    if (hasGuard && !runProgram(words, numbers, guard, this.#after, this.#sets)) return;
    if (!decides) this.#evaluate(segment);
    else if (holds) this.entered.push(segment);
    else this.exited.push(segment);
  }

  /**
   * Whether a guard's first test holds before or after. Where several literals flip, turn
   * them one by one: the truth turns at one of them, and there its guard holds; each test
   * of the guard then holds as it was or as it is.
   */
  #mayMatter(words: Int32Array, numbers: Float64Array, guard: number): boolean {
    return (
      passesFirstTest(words, numbers, guard, this.#before, this.#sets) ||
      passesFirstTest(words, numbers, guard, this.#after, this.#sets)
    );
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
