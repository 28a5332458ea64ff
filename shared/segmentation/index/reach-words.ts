import { highest, type Reach } from "./literal.ts";

/**
 * What lies inside a literal's reach, as four 32-bit words: both ends of an interval as
 * doubles, a bit for each code, or the number of a set of codes where some code has no bit.
 */
export const reachWords = 4;
export const asInterval = 0;
export const asBits = 1;
export const asSet = 2;

/** Words and doubles over the same memory. */
export interface Memory {
  readonly words: Int32Array;
  readonly numbers: Float64Array;
}

export function memoryOf(words: number): Memory {
  const buffer = new ArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
  return { words: new Int32Array(buffer), numbers: new Float64Array(buffer) };
}

const bitsPerWord = 32;
const bitCodes = reachWords * bitsPerWord;

/** Sets of codes too large for bits, each there once. They are only ever added. */
export class CodeSets {
  readonly #sets: ReadonlySet<number>[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(codes: ReadonlySet<number>): number {
    const key = [...codes].toSorted((one, other) => one - other).join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#sets.length);
    return this.#sets.push(codes) - 1;
  }

  codes(number: number): ReadonlySet<number> {
    return this.#sets[number] ?? new Set();
  }
}

/** @param at in words, even. @returns how it was written. */
export function writeReach(
  reach: Reach,
  { words, numbers }: Memory,
  at: number,
  sets: CodeSets,
): number {
  if (reach.kind === "interval") {
    numbers[at >> 1] = reach.low;
    numbers[(at >> 1) + 1] = reach.high;
    return asInterval;
  }
  words.fill(0, at, at + reachWords);
  if ([...reach.codes].some((code) => code >= bitCodes)) {
    words[at] = sets.numberOf(reach.codes);
    return asSet;
  }
  for (const code of reach.codes) {
    const word = at + (code >> 5);
    words[word] = (words[word] ?? 0) | (1 << (code & 31));
  }
  return asBits;
}

/** Whether a code is among those written at a place. */
export function hasCode(
  kind: number,
  words: Int32Array,
  at: number,
  sets: CodeSets,
  code: number,
): boolean {
  if (!(code >= 0 && code <= highest)) return false;
  if (kind === asSet) return sets.codes(words[at] ?? 0).has(code);
  return code < bitCodes && (((words[at + (code >> 5)] ?? 0) >>> (code & 31)) & 1) === 1;
}

/** The codes written at a place, ascending where they are bits. */
export function codesAt(
  kind: number,
  words: Int32Array,
  at: number,
  sets: CodeSets,
): readonly number[] {
  if (kind === asSet) return [...sets.codes(words[at] ?? 0)];
  const all = Array.from({ length: bitCodes }, (_, code) => code);
  return all.filter((code) => hasCode(kind, words, at, sets, code));
}
