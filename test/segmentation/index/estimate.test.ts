import { describe, expect, it } from "vitest";
import { inOrder, shareOf } from "../../../shared/segmentation/index/estimate.ts";
import { type Formula, opposite } from "../../../shared/segmentation/index/formula.ts";
import {
  inInside,
  inMissing,
  inOtherType,
  inOutside,
  type Literal,
} from "../../../shared/segmentation/index/literal.ts";
import type { Slot } from "../../../shared/segmentation/index/slot.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import { contactRules } from "../records.ts";

const slots = () => new SlotTable(contactRules());
const quick = () => slots().ofAttribute({ kind: "number", attribute: "score" });
const slow = () => slots().ofCondition({ field: "tier", operator: "=", value: "Gold" });

function literal(insideShare: number, holdsIn = inInside, slot: Slot = quick()): Literal {
  return {
    kind: "literal",
    slot,
    reach: { kind: "interval", low: 1, high: 2 },
    holdsIn,
    insideShare,
  };
}

const half = () => literal(0.5);
const fifth = () => literal(0.2);
const never: Formula = { kind: "constant", holds: false };

describe("the share of records that a formula is guessed to hold for", () => {
  it.each<[string, () => Formula, number]>([
    ["nobody", () => never, 0],
    ["everybody", () => opposite(never), 1],
    ["those inside", fifth, 0.2],
    ["those that have another value", () => literal(0.2, inOutside), 0.7],
    ["none but those inside, these being most", () => literal(0.95, inOutside), 0],
    ["those without a value", () => literal(0.2, inMissing), 0.07],
    ["those with one of another type", () => literal(0.2, inOtherType), 0.03],
    ["those inside or without a value", () => literal(0.2, inInside | inMissing), 0.27],
    ["all but those inside", () => opposite(fifth()), 0.8],
    ["both of two", () => ({ kind: "and", members: [half(), fifth()] }), 0.1],
    ["one of two", () => ({ kind: "or", members: [half(), fifth()] }), 0.6],
    ["all of none", () => ({ kind: "and", members: [] }), 1],
    ["one of none", () => ({ kind: "or", members: [] }), 0],
  ])("%s", (_, formula, share) => {
    expect(shareOf(formula())).toBeCloseTo(share, 10);
  });
});

describe("members are asked", () => {
  it("first that decide most often: rare ones of an and, common ones of an or", () => {
    const [common, rare] = [half(), fifth()];
    expect(inOrder("and", [common, rare])).toEqual([rare, common]);
    expect(inOrder("or", [rare, common])).toEqual([common, rare]);
  });

  it("first that cost least", () => {
    const [cheap, dear] = [half(), literal(0.5, inInside, slow())];
    for (const kind of ["and", "or"] as const) {
      expect(inOrder(kind, [dear, cheap])).toEqual([cheap, dear]);
      for (const joined of ["and", "or"] as const) {
        const group: Formula = { kind: joined, members: [dear, half()] };
        expect(inOrder(kind, [group, cheap])).toEqual([cheap, group]);
      }
      expect(inOrder(kind, [cheap, never])).toEqual([never, cheap]);
    }
  });

  it("cheap ones before those that decide somewhat more often", () => {
    const [cheap, dear] = [half(), literal(0.3, inInside, slow())];
    expect(inOrder("and", [dear, cheap])).toEqual([cheap, dear]);
  });

  it("as they came where nothing tells them apart", () => {
    const [one, other] = [literal(0.5), literal(0.5)];
    expect(inOrder("and", [one, other])[0]).toBe(one);
    const [sure, surer] = [literal(1), literal(1)];
    expect(inOrder("and", [sure, surer])[0]).toBe(sure);
  });
});

describe("the cost of a slot", () => {
  it("is that of reading it, which is less the more probably it was read before", () => {
    const slot = quick();
    expect(slot.cost).toBe(21);
    for (let literals = 0; literals < 50; literals += 1) slot.share();
    expect(slot.cost).toBe(11);
  });

  it("is many times as much where a whole condition is evaluated", () => {
    expect(slow().cost).toBe(301);
  });
});
