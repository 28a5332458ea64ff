import { inInside, outerRegion } from "./literal.ts";
import { accepted, type ProgramTest, rejected } from "./program.ts";
import {
  asInterval,
  type CodeSets,
  hasCode,
  type Memory,
  reachWords,
  writeReach,
} from "./reach-words.ts";
import type { RecordValues } from "./record-values.ts";

/**
 * A test takes six words: slot, kind of reach and regions; both jumps; the reach. Jumps
 * name a test by its number within the program, or an end.
 */
export const testWords = 2 + reachWords;
const kindShift = 4;
const kindBits = 3 << kindShift;
const slotShift = 6;

/** @param at in words, even. */
export function writeProgram(
  tests: readonly ProgramTest[],
  memory: Memory,
  at: number,
  sets: CodeSets,
): void {
  for (const [number, { literal, whereTrue, whereFalse }] of tests.entries()) {
    const test = at + number * testWords;
    const kind = writeReach(literal.reach, memory, test + 2, sets);
    const { words } = memory;
    words[test] = (literal.slot.number << slotShift) | (kind << kindShift) | literal.holdsIn;
    words[test + 1] = (whereTrue << 16) | whereFalse;
  }
}

/** Runs a program of at least one test on a record. */
export function runProgram(
  words: Int32Array,
  numbers: Float64Array,
  start: number,
  record: RecordValues,
  sets: CodeSets,
): boolean {
  const { values } = record;
  for (let next = 0; ; ) {
    if (next >= rejected) return next === accepted;
    const at = start + next * testWords;
    const slot = (words[at] ?? 0) >>> slotShift;
    let value = values[slot] ?? 0;
    if (Number.isNaN(value)) value = record.fill(slot);
    const jumps = words[at + 1] ?? 0;
    next = testHolds(words, numbers, at, value, sets) ? jumps >>> 16 : jumps & 0xffff;
  }
}

/** The slot that a test reads. */
export function slotAt(words: Int32Array, at: number): number {
  return (words[at] ?? 0) >>> slotShift;
}

/** Whether a test holds of its slot's value, which is not `unread`. */
export function testHolds(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  value: number,
  sets: CodeSets,
): boolean {
  const head = words[at] ?? 0;
  const operand = (at >> 1) + 1;
  const isInside =
    (head & kindBits) === asInterval
      ? value >= (numbers[operand] ?? 0) && value <= (numbers[operand + 1] ?? 0)
      : hasCode((head & kindBits) >> kindShift, words, at + 2, sets, value);
  if (isInside) return (head & inInside) !== 0;
  return (head & outerRegion(value)) !== 0;
}

/** Where a program goes on after a test. */
export function jumpOf(words: Int32Array, at: number, holds: boolean): number {
  const jumps = words[at + 1] ?? 0;
  return holds ? jumps >>> 16 : jumps & 0xffff;
}

/** What one test of a program asks, read back. */
export interface WrittenTest {
  readonly at: number;
  readonly slot: number;
  readonly holdsIn: number;
  readonly kind: number;
  /** Where its reach is written. */
  readonly reachAt: number;
}

export function testAt(words: Int32Array, at: number): WrittenTest {
  const head = words[at] ?? 0;
  return {
    at,
    slot: head >>> slotShift,
    holdsIn: head & ((1 << kindShift) - 1),
    kind: (head & kindBits) >> kindShift,
    reachAt: at + 2,
  };
}
