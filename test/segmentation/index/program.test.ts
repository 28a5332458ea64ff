import { describe, expect, it } from "vitest";
import { type Formula, literalsOf, opposite } from "../../../shared/segmentation/index/formula.ts";
import { programOf } from "../../../shared/segmentation/index/program.ts";
import { ProgramStore } from "../../../shared/segmentation/index/program-store.ts";
import {
  runProgram,
  testAt,
  testWords,
  writeProgram,
} from "../../../shared/segmentation/index/program-words.ts";
import { CodeSets, codesAt, memoryOf } from "../../../shared/segmentation/index/reach-words.ts";
import { RecordValues } from "../../../shared/segmentation/index/record-values.ts";
import type { SegmentationRecord } from "../../../shared/segmentation/record.ts";
import { Random, seedOf, trialsOf } from "../random.ts";
import { holdsOf, RandomFormulas } from "./random-formula.ts";

const noInstant = () => undefined;

describe("a formula as a program", () => {
  const random = new Random(seedOf("programs"));
  const trials = trialsOf(2_000);

  it("comes to what the formula comes to, wherever it is written", () => {
    const world = new RandomFormulas(random);
    const values = new RecordValues(world.slots.slots, noInstant);
    const sets = new CodeSets();
    for (let trial = 0; trial < trials; trial += 1) {
      const formula = world.formula();
      const tests = programOf(formula);
      const start = 2 * random.below(5);
      const memory = memoryOf(start + tests.length * testWords);
      writeProgram(tests, memory, start, sets);
      const record = world.record();
      values.begin(record, 0);
      const found =
        tests.length > 0
          ? runProgram(memory.words, memory.numbers, start, values, sets)
          : formula.kind === "constant" && formula.holds;
      values.end();
      expect(found).toBe(holdsOf(formula, record));
      expect(holdsOf(opposite(formula), record)).toBe(!found);
    }
  });

  it("has one test for each literal, and tells its slot, regions and reach", () => {
    const world = new RandomFormulas(random);
    const sets = new CodeSets();
    for (let trial = 0; trial < trials / 10; trial += 1) {
      const formula = world.formula();
      const tests = programOf(formula);
      expect(tests).toHaveLength([...literalsOf(formula)].length);
      const { words, numbers } = memoryOf(tests.length * testWords);
      writeProgram(tests, { words, numbers }, 0, sets);
      for (const [number, { literal }] of tests.entries()) {
        const { at, slot, holdsIn, kind, reachAt } = testAt(words, number * testWords);
        expect({ at, slot, holdsIn }).toEqual({
          at: number * testWords,
          slot: literal.slot.number,
          holdsIn: literal.holdsIn,
        });
        const { reach } = literal;
        const told =
          reach.kind === "codes"
            ? new Set(codesAt(kind, words, reachAt, sets))
            : [numbers[reachAt / 2], numbers[reachAt / 2 + 1]];
        expect(told).toEqual(reach.kind === "codes" ? reach.codes : [reach.low, reach.high]);
      }
    }
  });
});

describe("a set of codes", () => {
  it("is known by what it holds, not by the order in which that came", () => {
    const sets = new CodeSets();
    const number = sets.numberOf(new Set([300, 2, 11]));
    expect(sets.numberOf(new Set([11, 300, 2]))).toBe(number);
    expect(sets.numberOf(new Set([300, 211]))).not.toBe(number);
    expect(sets.codes(number)).toEqual(new Set([2, 11, 300]));
  });
});

describe("the programs of segments", () => {
  const random = new Random(seedOf("program store"));
  const most = trialsOf(3_000);

  class Kept {
    readonly world = new RandomFormulas(random);
    readonly store = new ProgramStore(new CodeSets());
    readonly formulas = new Map<number, Formula>();
    readonly values = new RecordValues(this.world.slots.slots, noInstant);

    /** Puts, replaces or removes the program of one segment. */
    edit(): void {
      const segment = random.below(most);
      this.store.remove(segment);
      this.formulas.delete(segment);
      if (random.chance(0.3)) return;
      const formula = this.world.formula();
      this.store.put(segment, programOf(formula), holdsOf(formula, this.world.record()));
      this.formulas.set(segment, formula);
    }

    holding(record: SegmentationRecord): number[] {
      this.values.begin(record, 0);
      const all = [...this.store.segments()].filter((each) => this.store.holds(each, this.values));
      this.values.end();
      return all;
    }
  }

  it("stay each segment's own, however many come and go", () => {
    const kept = new Kept();
    for (let edits = 0; edits < most * 4; edits += 1) kept.edit();
    const ascending = [...kept.formulas].toSorted(([one], [other]) => one - other);
    expect([...kept.store.segments()]).toEqual(ascending.map(([segment]) => segment));
    for (const record of random.list(20, () => kept.world.record()))
      expect(kept.holding(record)).toEqual(
        ascending.filter(([, formula]) => holdsOf(formula, record)).map(([segment]) => segment),
      );
    const slots = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other);
    for (const [segment, formula] of ascending)
      expect(slots([...kept.store.literals(segment)].map(([{ slot }]) => slot))).toEqual(
        slots([...literalsOf(formula)].map(({ slot }) => slot.number)),
      );
  });

  it("are true of everybody or of nobody where no value decides", () => {
    const { store, values } = new Kept();
    store.put(64, [], true);
    store.put(3, [], false);
    expect([...store.segments()]).toEqual([3, 64]);
    expect([store.holds(64, values), store.holds(3, values)]).toEqual([true, false]);
    expect([...store.literals(64)]).toEqual([]);
    store.remove(64);
    expect([store.holds(64, values), store.holds(9_999, values)]).toEqual([false, false]);
    expect([...store.segments()]).toEqual([3]);
  });
});
