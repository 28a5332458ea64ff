import { present } from "./literal.ts";
import { accepted, type ProgramTest, rejected } from "./program.ts";
import { asInterval, type CodeSets, hasCode, type Memory, reachWords, writeReach } from "./reach-words.ts";
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
  for (let at = start; ; ) {
    const holds = testHolds(words, numbers, at, record, sets);
    const jumps = words[at + 1] ?? 0;
    const next = holds ? jumps >>> 16 : jumps & 0xffff;
    if (next >= rejected) return next === accepted;
    at = start + next * testWords;
  }
}

function testHolds(
  words: Int32Array,
  numbers: Float64Array,
  at: number,
  record: RecordValues,
  sets: CodeSets,
): boolean {
  const head = words[at] ?? 0;
  const slot = head >>> slotShift;
  const read = record.regions[slot] ?? 0;
  const region = read === 0 ? record.fill(slot) : read;
  const value = record.values[slot] ?? 0;
  const operand = (at >> 1) + 1;
  const isInside =
    region === present &&
    ((head & kindBits) === asInterval
      ? value >= (numbers[operand] ?? 0) && value <= (numbers[operand + 1] ?? 0)
      : hasCode((head & kindBits) >> kindShift, words, at + 2, sets, value));
  return ((head >>> (isInside ? 0 : region)) & 1) === 1;
}

/** Whether a program can be accepted as far as its first test says. */
export function passesFirstTest(
  words: Int32Array,
  numbers: Float64Array,
  start: number,
  record: RecordValues,
  sets: CodeSets,
): boolean {
  const whereFalse = (words[start + 1] ?? 0) & 0xffff;
  return whereFalse !== rejected || testHolds(words, numbers, start, record, sets);
}

/** What one test of a program asks, read back. */
export interface WrittenTest {
  readonly slot: number;
  readonly holdsIn: number;
  readonly kind: number;
  /** Where its reach is written. */
  readonly reachAt: number;
  readonly whereTrue: number;
  readonly whereFalse: number;
}

export function testAt(words: Int32Array, at: number): WrittenTest {
  const head = words[at] ?? 0;
  const jumps = words[at + 1] ?? 0;
  return {
    slot: head >>> slotShift,
    holdsIn: head & ((1 << kindShift) - 1),
    kind: (head & kindBits) >> kindShift,
    reachAt: at + 2,
    whereTrue: jumps >>> 16,
    whereFalse: jumps & 0xffff,
  };
}
