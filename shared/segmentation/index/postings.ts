import { EntryList, headerWords, lengthAt, lengthShift } from "./entry-list.ts";
import {
  dependsOnAbsence,
  highest,
  type Interval,
  inInside,
  type Literal,
  lowest,
  outerRegion,
} from "./literal.ts";
import { nextAfter } from "./next-number.ts";
import { programOf } from "./program.ts";
import { testWords, writeProgram } from "./program-words.ts";
import {
  asInterval,
  type CodeSets,
  hasCode,
  memoryOf,
  reachWords,
  writeReach,
} from "./reach-words.ts";
import type { Occurrence } from "./sensitivity.ts";
import type { Slot } from "./slot.ts";

/*
 * An entry stands for one literal of one segment. Its second word holds, from the lowest
 * bit: the regions in which the literal holds, how its reach is told, whether its guard
 * decides alone, whether another entry of the literal comes first, whether there is a guard,
 * and the entry's length.
 * After the header come the guard's program and then the reach, where the key does not tell it.
 */
const tellShift = 4;
const tellBits = 7 << tellShift;
/** How a reach is told beside `asInterval`, `asBits` and `asSet`: by the key alone. */
const equalsKey = 3;
const atLeastKey = 4;
const belowKey = 5;
export const decidesBit = 1 << 7;
export const repeatsBit = 1 << 8;
export const guardedBit = 1 << 9;

/** Is no code. */
const noCode = -2;
const pointLeafWords = 1 << 12;
const boundLeafWords = 1 << 10;
const largestEntry = headerWords + reachWords + 12 * testWords;

/** The literals on one slot, by the values at which they flip. */
export class SlotPostings {
  /** By code: literals whose reach the code lies in. */
  readonly points: (EntryList | undefined)[] = [];
  /** By number: literals whose truth differs below it. */
  readonly bounds = new EntryList(boundLeafWords);
  /** Literals without bounds that tell missing values or other types from present ones. */
  readonly absence = new EntryList(pointLeafWords);

  pointsOf(code: number): EntryList {
    const known = this.points[code];
    if (known !== undefined) return known;
    while (this.points.length < code) this.points.push(undefined);
    const list = new EntryList(pointLeafWords);
    this.points[code] = list;
    return list;
  }
}

/** All literals of all segments, by slot. */
export class Postings {
  readonly #sets: CodeSets;
  readonly #bySlot: SlotPostings[] = [];
  readonly #scratch = memoryOf(largestEntry);

  constructor(sets: CodeSets) {
    this.#sets = sets;
  }

  ofSlot(slot: number): SlotPostings | undefined {
    return this.#bySlot[slot];
  }

  add(segment: number, { literal, guard, decides }: Occurrence): void {
    while (this.#bySlot.length <= literal.slot.number) this.#bySlot.push(new SlotPostings());
    const tests = programOf(guard);
    for (const { list, key, tell, repeats } of this.#placesOf(literal)) {
      const { words, numbers } = this.#scratch;
      words[0] = segment;
      numbers[1] = key;
      writeProgram(tests, this.#scratch, headerWords, this.#sets);
      const end = headerWords + tests.length * testWords;
      const told = tell ?? writeReach(literal.reach, this.#scratch, end, this.#sets);
      const length = end + (tell === undefined ? reachWords : 0);
      words[1] =
        (length << lengthShift) |
        (tests.length > 0 ? guardedBit : 0) |
        (repeats ? repeatsBit : 0) |
        (decides ? decidesBit : 0) |
        (told << tellShift) |
        literal.holdsIn;
      list.insert(this.#scratch, length);
    }
  }

  /** The segments with a literal on the slot, some more than once. */
  *segmentsOn(slot: number): Generator<number> {
    const postings = this.#bySlot[slot];
    if (postings === undefined) return;
    for (const list of [postings.bounds, postings.absence, ...postings.points])
      for (const { words, used } of list?.leaves ?? [])
        for (let at = 0; at < used; at += lengthAt(words, at)) yield words[at] ?? 0;
  }

  /** Removes what was added for a literal of this slot, reach and regions. */
  remove(segment: number, literal: Pick<Literal, "reach" | "holdsIn"> & { slot: Slot }): void {
    for (const { list, key } of this.#placesOf(literal)) list.remove(key, segment);
  }

  #placesOf(literal: Omit<Literal, "kind" | "insideShare">): EntryPlace[] {
    const { slot, reach } = literal;
    const postings = this.#bySlot[slot.number];
    if (postings === undefined) return [];
    if (slot.ordered && reach.kind === "interval" && !Number.isNaN(reach.low)) return boundsOf(reach, postings.bounds);
    const codes = reach.kind === "codes" ? [...reach.codes] : [reach.low];
    const tell = codes.length > 1 ? undefined : equalsKey;
    const named = codes.filter((code) => code >= 0);
    const places = named.map((key, position) => {
      const repeats = position > 0;
      return { list: postings.pointsOf(key), key, tell, repeats };
    });
    if (!dependsOnAbsence(literal.holdsIn)) return places;
    const key = named.length === 0 ? noCode : Math.min(...named);
    return [...places, { list: postings.absence, key, tell, repeats: false }];
  }
}

interface EntryPlace {
  readonly list: EntryList;
  readonly key: number;
  /** Undefined where the reach must be written out. */
  readonly tell: number | undefined;
  readonly repeats: boolean;
}

function boundsOf({ low, high }: Interval, list: EntryList): EntryPlace[] {
  const hasLow = low > lowest;
  const hasHigh = high < highest;
  const tellOf = (alone: number) => (hasLow && hasHigh ? undefined : alone);
  const lower = { list, key: low, tell: tellOf(atLeastKey), repeats: false };
  const upper = { list, key: nextAfter(high), tell: tellOf(belowKey), repeats: hasLow };
  return [...(hasLow ? [lower] : []), ...(hasHigh ? [upper] : [])];
}

/** Whether the reach is written out at the end of the entry. */
export function writesReach(meta: number): boolean {
  return (meta & tellBits) < equalsKey << tellShift;
}

/** How many tests the guard of the entry at a place has. */
export function guardTests(words: Int32Array, at: number): number {
  const meta = words[at + 1] ?? 0;
  const reach = writesReach(meta) ? reachWords : 0;
  return ((meta >>> lengthShift) - headerWords - reach) / testWords;
}

/** Whether the literal of the entry at a place holds of its slot's value. */
export function entryHolds(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  value: number,
  sets: CodeSets,
): boolean {
  const meta = words[at + 1] ?? 0;
  const isInside = entryReaches(words, numbers, at, value, sets);
  return (meta & (isInside ? inInside : outerRegion(value))) !== 0;
}

/** Whether a value lies in the reach of the entry at a place. */
export function entryReaches(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  value: number,
  sets: CodeSets,
): boolean {
  const key = numbers[(at >> 1) + 1] ?? 0;
  const meta = words[at + 1] ?? 0;
  const tell = (meta & tellBits) >> tellShift;
  if (tell === equalsKey) return value === key;
  if (tell === atLeastKey) return value >= key && value <= highest;
  if (tell === belowKey) return value < key && value >= lowest;
  const reach = at + (meta >>> lengthShift) - reachWords;
  if (tell !== asInterval) return hasCode(tell, words, reach, sets, value);
  return value >= (numbers[reach >> 1] ?? 0) && value <= (numbers[(reach >> 1) + 1] ?? 0);
}
