import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrdinalMap } from "../../shared/profiles/ordinal-map.ts";
import { OrdinalSet } from "../../shared/profiles/ordinal-set.ts";

const ordinal = fc.integer({ min: 0, max: 12 });

describe("a set of ordinals", () => {
  it("holds what a Set would hold, ascending", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ordinal, fc.boolean())), (steps) => {
        const ordinals = new OrdinalSet([]);
        const model = new Set<number>();
        for (const [each, present] of steps) {
          ordinals.set(each, present);
          if (present) model.add(each);
          else model.delete(each);
          expect(ordinals.has(each)).toBe(present);
        }
        expect(ordinals.ascending()).toEqual([...model].sort((one, other) => one - other));
      }),
    );
  });

  it("leaves the array it was made from alone, and gives it back if nothing changed", () => {
    const before = [1, 4];
    const ordinals = new OrdinalSet(before);
    ordinals.set(4, true);
    ordinals.set(2, false);
    expect(ordinals.ascending()).toBe(before);
    ordinals.set(2, true);
    expect(before).toEqual([1, 4]);
    expect(ordinals.ascending()).toEqual([1, 2, 4]);
  });
});

describe("due instants", () => {
  it("are copied only when one changes", () => {
    const before = { 1: 10, 2: 20 };
    const dues = new OrdinalMap<number>(before);
    dues.set(1, 10);
    dues.set(3, undefined);
    expect(dues.record()).toBe(before);
    dues.set(2, undefined);
    dues.set(3, 30);
    expect(dues.record()).toEqual({ 1: 10, 3: 30 });
    expect(before).toEqual({ 1: 10, 2: 20 });
  });
});
