import { highest, inInside, lowest, outerRegion } from "./literal.ts";
import { rejected } from "./program.ts";
import { jumpOf, testWords } from "./program-words.ts";
import { asInterval, type CodeSets, hasCode, type Memory, reachWords } from "./reach-words.ts";

/*
 * An entry stands for one literal of one segment. It begins with its segment; a word of
 * flags; if it is the first of its run, the words of that; a word left empty; its key as a
 * double.
 * Then come its guard's program and, where the key does not tell it, the literal's reach.
 * The flags are, from the lowest bit: the regions in which the literal holds; how its reach is
 * told; whether its guard decides alone; whether another entry of the literal comes first;
 * whether there is a guard; the entry's length in words.
 */
export const headerWords = 6;
export const tellShift = 4;
const tellBits = 7 << tellShift;
/** How a reach is told beside `asInterval`, `asBits` and `asSet`: by the key alone. */
export const equalsKey = 3;
export const atLeastKey = 4;
export const belowKey = 5;
export const decidesBit = 1 << 7;
export const repeatsBit = 1 << 8;
export const guardedBit = 1 << 9;
export const lengthShift = 12;

/** In words, of the entry at a place. */
export function lengthAt(words: Int32Array, at: number): number {
  return (words[at + 1] ?? 0) >>> lengthShift;
}

/** In words, of the run that the entry at a place is the first of. */
export function runAt(words: Int32Array, at: number): number {
  return words[at + 2] ?? 0;
}

export function keyAt(numbers: Float64Array, at: number): number {
  return numbers[(at >> 1) + 2] ?? 0;
}

/** Whether the entry's guard cannot hold where its first test does not. */
export function hasLoneTest(words: Int32Array, at: number): boolean {
  const isGuarded = ((words[at + 1] ?? 0) & guardedBit) !== 0;
  return isGuarded && jumpOf(words, at + headerWords, false) === rejected;
}

/** Orders entries by the first tests of their guards; those without such a test come first. */
export function compareGuards(
  { words }: Memory,
  at: number,
  { words: others }: Memory,
  other = 0,
): number {
  const isLone = hasLoneTest(words, at);
  if (isLone !== hasLoneTest(others, other)) return isLone ? 1 : -1;
  if (!isLone) return 0;
  const guard = at + headerWords;
  const otherGuard = other + headerWords;
  for (let word = 0; word < testWords; word += 1) {
    // The second word says where to go on, and differs within a run.
    const difference = (words[guard + word] ?? 0) - (others[otherGuard + word] ?? 0);
    if (word !== 1 && difference !== 0) return difference;
  }
  return 0;
}

/** How many tests the guard of the entry at a place has. */
export function guardTests(words: Int32Array, at: number): number {
  const flags = words[at + 1] ?? 0;
  const reach = writesReach(flags) ? reachWords : 0;
  return ((flags >>> lengthShift) - headerWords - reach) / testWords;
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
  value: number,
  sets: CodeSets,
): boolean {
  const flags = words[at + 1] ?? 0;
  const isInside = entryReaches(words, numbers, at, value, sets);
  return (flags & (isInside ? inInside : outerRegion(value))) !== 0;
}

/** Whether a value lies in the reach of the entry at a place. */
export function entryReaches(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  value: number,
  sets: CodeSets,
): boolean {
  const key = keyAt(numbers, at);
  const flags = words[at + 1] ?? 0;
  const tell = (flags & tellBits) >> tellShift;
  if (tell === equalsKey) return value === key;
  if (tell === atLeastKey) return value >= key && value <= highest;
  if (tell === belowKey) return value < key && value >= lowest;
  const reach = at + (flags >>> lengthShift) - reachWords;
  if (tell !== asInterval) return hasCode(tell, words, reach, sets, value);
  return value >= (numbers[reach >> 1] ?? 0) && value <= (numbers[(reach >> 1) + 1] ?? 0);
}
