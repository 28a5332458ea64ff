import { describe, expect, it } from "vitest";
import { type Formula, join, literalsOf } from "../../../shared/segmentation/index/formula.ts";
import type { Literal } from "../../../shared/segmentation/index/literal.ts";
import { occurrencesOf } from "../../../shared/segmentation/index/sensitivity.ts";
import { Random, seedOf, trialsOf } from "../random.ts";
import { holdsOf, RandomFormulas } from "./random-formula.ts";

describe("the guards of a formula's literals", () => {
  const seed = seedOf("sensitivity");
  const random = new Random(seed);
  const trials = trialsOf(5_000);

  it("hold for some literal that flips wherever one attribute turns the formula", () => {
    let turns = 0;
    const world = new RandomFormulas(random);
    for (let trial = 0; trial < trials; trial += 1) {
      const formula = world.formula();
      const before = world.record();
      const after = world.changed(before);
      const flipping = occurrencesOf(formula).filter(
        ({ literal, guard }) =>
          holdsOf(literal, before) !== holdsOf(literal, after) && holdsOf(guard, before),
      );
      const is = holdsOf(formula, after);
      for (const { literal } of flipping.filter(({ decides }) => decides))
        expect(holdsOf(literal, after), `seed ${seed}`).toBe(is);
      if (holdsOf(formula, before) === is) continue;
      turns += 1;
      expect(flipping.length, `seed ${seed}`).toBeGreaterThan(0);
    }
    expect(turns).toBeGreaterThan(trials / 60);
  });

  it("are about every other literal where those are few and read other attributes", () => {
    const world = new RandomFormulas(random);
    for (let trial = 0; trial < trials / 5; trial += 1) {
      const members = Array.from({ length: 4 }, () => world.literal());
      for (const { literal, guard, decides } of occurrencesOf(join("and", members))) {
        const others = members.filter(({ slot }) => slot.attribute !== literal.slot.attribute);
        expect(new Set(literalsOf(guard))).toEqual(new Set(others));
        expect(decides).toBe(others.length === members.length - 1);
      }
    }
  });

  const literal = (attribute: string, world: RandomFormulas): Literal => {
    const slot = world.slots.ofAttribute({ kind: "number", attribute });
    const reach = { kind: "interval", low: 1, high: 2 } as const;
    return { kind: "literal", slot, reach, holdsIn: 1, insideShare: 0.5 };
  };
  const many = (count: number, world: RandomFormulas): Literal[] =>
    Array.from({ length: count }, (_, at) => literal(`a${at}`, world));

  it("are of twelve literals at most, and no longer decide beyond", () => {
    const world = new RandomFormulas(random);
    const guardsOf = (count: number) =>
      occurrencesOf(join("and", many(count, world))).map(({ guard, decides }) => ({
        literals: [...literalsOf(guard)].length,
        decides,
      }));
    expect(guardsOf(13)).toEqual(Array(13).fill({ literals: 12, decides: true }));
    expect(guardsOf(14)).toEqual(Array(14).fill({ literals: 12, decides: false }));
  });

  it("are of none where nothing else is asked", () => {
    const world = new RandomFormulas(random);
    const [alone] = occurrencesOf(literal("own", world));
    expect([...literalsOf(alone?.guard ?? literal("other", world))]).toEqual([]);
    expect(alone?.decides).toBe(true);
  });

  it("do not let a large sibling in that would go beyond", () => {
    const world = new RandomFormulas(random);
    const large: Formula = { kind: "or", members: many(13, world) };
    const [first] = occurrencesOf(join("and", [literal("own", world), large]));
    expect(first).toMatchObject({ guard: { kind: "constant", holds: true }, decides: false });
  });

  it("are found among the first 24 siblings", () => {
    const world = new RandomFormulas(random);
    const likely = many(24, world).map((each) => ({ ...each, insideShare: 0.9 }));
    const sharp = { ...literal("sharp", world), insideShare: 0.001 };
    const guardOf = (siblings: readonly Literal[]) => {
      const [first] = occurrencesOf(join("and", [literal("own", world), ...siblings]));
      return [...literalsOf(first?.guard ?? join("and", []))];
    };
    expect(guardOf([...likely.slice(1), sharp])).toContain(sharp);
    expect(guardOf([...likely, sharp])).not.toContain(sharp);
  });
});
