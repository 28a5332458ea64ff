import type { ProgramTest } from "./program.ts";
import { runProgram, testAt, testWords, type WrittenTest, writeProgram } from "./program-words.ts";
import { type CodeSets, type Memory, memoryOf } from "./reach-words.ts";
import type { RecordValues } from "./record-values.ts";

const chunkWords = 1 << 16;
const absent = -1;
const neverTrue = -2;
const alwaysTrue = -3;

/** The whole program of every segment, in chunks; the room of a removed one is used again. */
export class ProgramStore {
  readonly #sets: CodeSets;
  readonly #chunks: Memory[] = [];
  #usedOfLast = chunkWords;
  /** By segment: where its program is, or one of the marks above. */
  #places = new Int32Array(64).fill(absent);
  #lengths = new Uint16Array(64);
  /** By number of tests: places of removed programs. */
  readonly #free = new Map<number, number[]>();

  constructor(sets: CodeSets) {
    this.#sets = sets;
  }

  /** The segments there are, ascending. */
  *segments(): Generator<number> {
    for (const [segment, place] of this.#places.entries()) if (place !== absent) yield segment;
  }

  put(segment: number, tests: readonly ProgramTest[], constant: boolean): void {
    this.#reserve(segment);
    if (tests.length === 0) {
      this.#places[segment] = constant ? alwaysTrue : neverTrue;
      return;
    }
    const place = this.#free.get(tests.length)?.pop() ?? this.#allocate(tests.length);
    this.#places[segment] = place;
    this.#lengths[segment] = tests.length;
    const chunk = this.#chunks[place >>> 16];
    if (chunk !== undefined) writeProgram(tests, chunk, place & (chunkWords - 1), this.#sets);
  }

  remove(segment: number): void {
    const place = this.#places[segment] ?? absent;
    this.#places[segment] = absent;
    if (place < 0) return;
    const tests = this.#lengths[segment] ?? 0;
    const free = this.#free.get(tests);
    if (free === undefined) this.#free.set(tests, [place]);
    else free.push(place);
  }

  holds(segment: number, record: RecordValues): boolean {
    const place = this.#places[segment] ?? absent;
    const chunk = place < 0 ? undefined : this.#chunks[place >>> 16];
    if (chunk === undefined) return place === alwaysTrue;
    return runProgram(chunk.words, chunk.numbers, place & (chunkWords - 1), record, this.#sets);
  }

  /** Every literal of a segment, with the memory its reach is written in. */
  *literals(segment: number): Generator<readonly [WrittenTest, Memory]> {
    const place = this.#places[segment] ?? absent;
    const chunk = place < 0 ? undefined : this.#chunks[place >>> 16];
    if (chunk === undefined) return;
    const start = place & (chunkWords - 1);
    const tests = this.#lengths[segment] ?? 0;
    for (let number = 0; number < tests; number += 1)
      yield [testAt(chunk.words, start + number * testWords), chunk];
  }

  #reserve(segment: number): void {
    if (segment < this.#places.length) return;
    const places = new Int32Array(segment * 2).fill(absent);
    places.set(this.#places);
    const lengths = new Uint16Array(segment * 2);
    lengths.set(this.#lengths);
    this.#places = places;
    this.#lengths = lengths;
  }

  #allocate(tests: number): number {
    const words = tests * testWords;
    if (this.#usedOfLast + words > chunkWords) {
      this.#chunks.push(memoryOf(chunkWords));
      this.#usedOfLast = 0;
    }
    const place = ((this.#chunks.length - 1) << 16) + this.#usedOfLast;
    this.#usedOfLast += words;
    return place;
  }
}
