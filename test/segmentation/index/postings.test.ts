import { describe, expect, it } from "vitest";
import { keyAt, lengthAt } from "../../../shared/segmentation/index/entry.ts";
import type { EntryList } from "../../../shared/segmentation/index/entry-list.ts";
import { type Formula, join } from "../../../shared/segmentation/index/formula.ts";
import { compareRuns, runLengthAt, runWords } from "../../../shared/segmentation/index/leaf.ts";
import { inInside, type Literal } from "../../../shared/segmentation/index/literal.ts";
import { Postings } from "../../../shared/segmentation/index/postings.ts";
import { CodeSets } from "../../../shared/segmentation/index/reach-words.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import { Random, seedOf } from "../random.ts";
import { contactRules } from "../records.ts";

const leafWords = 2_048;

/** Literals of many segments on one slot, and the list that they are entered in. */
class Entered {
  readonly random = new Random(seedOf("postings"));
  readonly slots = new SlotTable(contactRules());
  readonly postings = new Postings(new CodeSets());
  readonly kept = new Map<number, Literal>();
  readonly #slot = this.slots.ofAttribute({ kind: "number", attribute: "score" });

  /** Of values from `low` on. */
  literal(low: number, attribute?: string): Literal {
    const slot =
      attribute === undefined ? this.#slot : this.slots.ofAttribute({ kind: "number", attribute });
    const reach = { kind: "interval", low, high: Number.MAX_VALUE } as const;
    return { kind: "literal", slot, reach, holdsIn: inInside, insideShare: 0.5 };
  }

  /** A segment's literal among a few keys, guarded by one of a few tests, by several or by none. */
  add(segment: number, keys: number): void {
    const { random } = this;
    const literal = this.literal(random.below(keys));
    const guards = random.list(random.below(4), (): Formula => {
      return this.literal(random.below(3), random.pick(["age", "height", "weight"]));
    });
    this.postings.add(segment, { literal, guard: join("and", guards), decides: true });
    this.kept.set(segment, literal);
  }

  remove(segment: number): void {
    const literal = this.kept.get(segment);
    if (literal !== undefined) this.postings.remove(segment, literal);
    this.kept.delete(segment);
  }

  /** Many added, then about half of them removed, then some added again. */
  live(segments: number, keys: number): void {
    for (let segment = 0; segment < segments; segment += 1) this.add(segment, keys);
    for (let segment = 0; segment < segments; segment += 1)
      if (this.random.chance(0.5)) this.remove(segment);
    for (let segment = segments; segment < segments * 1.5; segment += 1) this.add(segment, keys);
  }

  get bounds(): EntryList {
    const postings = this.postings.ofSlot(this.#slot.number);
    if (postings === undefined) throw new TypeError("nothing was added");
    return postings.bounds;
  }
}

/** Every entry of a list, as its segment and key. */
function entriesOf(list: EntryList): [number, number][] {
  const found: [number, number][] = [];
  for (const { words, numbers, used } of list.leaves)
    for (let run = 0; run < used; run += runLengthAt(words, run)) {
      const end = run + runLengthAt(words, run);
      for (let at = run + runWords; at < end; at += lengthAt(words, at))
        found.push([words[at] ?? -1, keyAt(numbers, at)]);
    }
  return found;
}

const bySegment = (one: readonly number[], other: readonly number[]) =>
  (one[0] ?? 0) - (other[0] ?? 0);

describe.each([20, 1_000])("entries of bounds among %i", (keys) => {
  const entered = () => {
    const world = new Entered();
    world.live(700, keys);
    return world;
  };

  it("are those of the literals that were added and not removed", () => {
    const { bounds, kept } = entered();
    const wanted = [...kept].map(([segment, { reach }]) => [
      segment,
      reach.kind === "interval" ? reach.low : Number.NaN,
    ]);
    expect(entriesOf(bounds).toSorted(bySegment)).toEqual(wanted.toSorted(bySegment));
  });

  it("stand in leaves that follow each other without a gap, each with its own keys", () => {
    const { leaves } = entered().bounds;
    expect(leaves.length).toBeGreaterThan(2);
    expect(leaves.at(0)?.from).toBe(Number.NEGATIVE_INFINITY);
    expect(leaves.at(-1)?.until).toBe(Number.POSITIVE_INFINITY);
    expect(leaves.slice(1).map(({ from }) => from)).toEqual(
      leaves.slice(0, -1).map(({ until }) => until),
    );
    for (const leaf of leaves)
      leaf.forEach((_run, numbers) => {
        const key = keyAt(numbers, runWords);
        expect(key >= leaf.from && key < leaf.until).toBe(true);
      });
  });

  it("stand in leaves of a few kilobytes", () => {
    for (const { used } of entered().bounds.leaves) expect(used).toBeLessThan(leafWords * 2);
  });

  it("stand together where their guards begin with one test, in the order of the tests", () => {
    for (const { words, used } of entered().bounds.leaves)
      for (let run = 0; run + runLengthAt(words, run) < used; run += runLengthAt(words, run)) {
        const next = run + runLengthAt(words, run);
        expect(compareRuns(words, run, words, next)).toBeLessThan(0);
        expect(runLengthAt(words, next)).toBeGreaterThan(runWords);
      }
  });

  it("leave nothing behind", () => {
    const world = entered();
    for (const segment of world.kept.keys()) world.remove(segment);
    expect(world.bounds.leaves.map(({ used }) => used)).toEqual(world.bounds.leaves.map(() => 0));
  });
});

/** Many literals on one value, each guarded by another attribute's. */
class OfOneValue {
  readonly #entered = new Entered();
  readonly #slot = this.#entered.slots.ofAttribute({
    kind: "code",
    of: "string",
    attribute: "tier",
  });
  readonly #value = this.#slot.nameCode("Gold");
  readonly #literal: Literal = {
    ...this.#entered.literal(0),
    slot: this.#slot,
    reach: { kind: "interval", low: this.#value, high: this.#value },
  };

  add(segment: number): void {
    const guard = this.#entered.literal(0, `attribute ${this.#entered.random.below(20)}`);
    this.#entered.postings.add(segment, { literal: this.#literal, guard, decides: true });
  }

  remove(segment: number): void {
    this.#entered.postings.remove(segment, this.#literal);
  }

  get leaves() {
    return this.#entered.postings.ofSlot(this.#slot.number)?.points[this.#value]?.leaves ?? [];
  }
}

describe("entries of one value", () => {
  it("stand in leaves in the order of their guards' first tests, none of them empty", () => {
    const world = new OfOneValue();
    for (let segment = 0; segment < 1_200; segment += 1) world.add(segment);
    const { leaves } = world;
    expect(leaves.length).toBeGreaterThan(1);
    for (const [place, { words, used }] of leaves.entries()) {
      const next = leaves[place + 1]?.words;
      expect(next === undefined || compareRuns(words, 0, next, 0) < 0).toBe(true);
      expect(used).toBeLessThanOrEqual(leafWords);
    }
    for (let segment = 0; segment < 1_190; segment += 1) world.remove(segment);
    expect(world.leaves.every(({ used }) => used > 0)).toBe(true);
    for (let segment = 1_190; segment < 1_200; segment += 1) world.remove(segment);
    expect(world.leaves).toEqual([]);
  });
});
