import { headerWords, lengthAt, testsAt } from "./entry.ts";
import { noTest, runLengthAt, runWords } from "./leaf.ts";
import type { Postings } from "./postings.ts";
import { accepted, rejected } from "./program.ts";
import { jumpOf, slotAt, testHolds, testWords } from "./program-words.ts";
import type { CodeSets } from "./reach-words.ts";
import type { RecordValues } from "./record-values.ts";
import type { Slot } from "./slot.ts";

const never = Number.POSITIVE_INFINITY;

/** Finds when time alone first flips a literal that some rule still hangs on. */
export class DueSearch {
  readonly #slots: readonly Slot[];
  readonly #postings: Postings;
  readonly #sets: CodeSets;
  readonly #record: RecordValues;
  /** By slot: when it next changes; by test of one guard: when it can be reached. */
  readonly #changes = new Map<number, number>();
  readonly #reached: number[] = [];

  constructor(slots: readonly Slot[], postings: Postings, sets: CodeSets, record: RecordValues) {
    this.#slots = slots;
    this.#postings = postings;
    this.#sets = sets;
    this.#record = record;
  }

  /** @param timed every slot that time may change. @returns Infinity for never */
  find(timed: readonly Slot[]): number {
    const turns = timed
      .map((slot) => ({ slot, at: this.#changeOf(slot.number) }))
      .filter(({ at }) => at < never)
      .toSorted((one, other) => one.at - other.at);
    let due = never;
    for (const { slot, at } of turns) {
      if (at >= due) break;
      due = Math.min(due, this.#earliest(slot.number, at, due));
    }
    this.#changes.clear();
    return due;
  }

  /** When a flip of the slot at an instant first matters to a rule. */
  #earliest(slot: number, at: number, knownDue: number): number {
    let due = knownDue;
    for (const { words, numbers, used } of this.#postings.ofSlot(slot)?.points[1]?.leaves ?? [])
      for (let run = 0; run < used; run += runLengthAt(words, run)) {
        const passes = this.#passage(words, numbers, run, at);
        if (passes >= due) continue;
        const end = run + runLengthAt(words, run);
        for (let entry = run + runWords; entry < end; entry += lengthAt(words, entry))
          due = Math.min(due, this.#acceptance(words, numbers, entry, passes));
        if (due === at) return due;
      }
    return due;
  }

  /** The earliest instant from `from` on at which the test that a run shares may hold. */
  #passage(words: Int32Array, numbers: Float64Array, run: number, from: number): number {
    if (words[run] === noTest) return from;
    const slot = slotAt(words, run);
    const holds = testHolds(words, numbers, run, this.#record.valueOf(slot), this.#sets);
    return holds ? from : Math.max(from, this.#changeOf(slot));
  }

  /**
   * The earliest instant from `from` on at which an entry's tests may let it matter. A test
   * that reads what time changes can go either way from its slot's next change on, whatever
   * it comes to: so none is taken too late where several change at once or in turn.
   */
  #acceptance(words: Int32Array, numbers: Float64Array, entry: number, from: number): number {
    const tests = testsAt(words, entry, headerWords);
    if (tests === 0) return from;
    const reached = this.#reached;
    reached.length = 0;
    reached[0] = from;
    let acceptance = never;
    for (let test = 0; test < tests; test += 1) {
      const here = reached[test] ?? never;
      if (here === never) continue;
      const at = entry + headerWords + test * testWords;
      const slot = slotAt(words, at);
      const holds = testHolds(words, numbers, at, this.#record.valueOf(slot), this.#sets);
      for (const way of [true, false]) {
        const when = way === holds ? here : Math.max(here, this.#changeOf(slot));
        const next = jumpOf(words, at, way);
        if (next === accepted) acceptance = Math.min(acceptance, when);
        else if (next !== rejected) reached[next] = Math.min(reached[next] ?? never, when);
      }
    }
    return acceptance;
  }

  #changeOf(number: number): number {
    const known = this.#changes.get(number);
    if (known !== undefined) return known;
    const slot = this.#slots[number];
    const change = slot === undefined ? never : this.#record.nextChange(slot);
    this.#changes.set(number, change);
    return change;
  }
}
