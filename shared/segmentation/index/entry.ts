import { highest, inInside, lowest, outerRegion } from "./literal.ts";
import { testWords } from "./program-words.ts";
import { asInterval, type CodeSets, hasCode, reachWords } from "./reach-words.ts";

/*
 * An entry stands for one literal of one segment. It begins with its segment and a word of
 * flags; in some lists its key, a double, follows. Then come the tests that its guard makes
 * after the one it shares with its run, and, where the key does not tell it, the literal's
 * reach. The flags are, from the lowest bit: the regions in which the literal holds; how its
 * reach is told; whether its guard decides alone; whether another entry of the literal comes
 * first; whether there are tests; the entry's length in words.
 */
export const headerWords = 2;
export const keyWords = 2;
export const tellShift = 4;
const tellBits = 7 << tellShift;
/** How a reach is told beside `asInterval`, `asBits` and `asSet`: by the key alone. */
export const equalsKey = 3;
export const atLeastKey = 4;
export const belowKey = 5;
export const decidesBit = 1 << 7;
export const repeatsBit = 1 << 8;
export const testedBit = 1 << 9;
export const lengthShift = 12;

/** In words, of the entry at a place. */
export function lengthAt(words: Int32Array, at: number): number {
  return (words[at + 1] ?? 0) >>> lengthShift;
}

export function keyAt(numbers: Float64Array, at: number): number {
  return numbers[(at >> 1) + 1] ?? 0;
}

/** How many tests the entry at a place has; `head` are the words before them. */
export function testsAt(words: Int32Array, at: number, head: number): number {
  const flags = words[at + 1] ?? 0;
  return ((flags >>> lengthShift) - head - (writesReach(flags) ? reachWords : 0)) / testWords;
}

/** Whether the reach is written out at the end of the entry. */
export function writesReach(flags: number): boolean {
  return (flags & tellBits) < equalsKey << tellShift;
}

/** Whether the literal of the entry at a place holds of its slot's value. */
export function entryHolds(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  key: number,
  value: number,
  sets: CodeSets,
): boolean {
  const flags = words[at + 1] ?? 0;
  const isInside = entryReaches(words, numbers, at, key, value, sets);
  return (flags & (isInside ? inInside : outerRegion(value))) !== 0;
}

/** Whether a value lies in the reach of the entry at a place. */
export function entryReaches(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  key: number,
  value: number,
  sets: CodeSets,
): boolean {
  const flags = words[at + 1] ?? 0;
  const tell = (flags & tellBits) >> tellShift;
  if (tell === equalsKey) return value === key;
  if (tell === atLeastKey) return value >= key && value <= highest;
  if (tell === belowKey) return value < key && value >= lowest;
  const reach = at + (flags >>> lengthShift) - reachWords;
  if (tell !== asInterval) return hasCode(tell, words, reach, sets, value);
  return value >= (numbers[reach >> 1] ?? 0) && value <= (numbers[(reach >> 1) + 1] ?? 0);
}
