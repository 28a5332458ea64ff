import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withOnly } from "../../shared/profiles/only-association.ts";
import type { Association } from "../../shared/profiles/profile.ts";

const told = (recordId: string, at: number): Association => ({
  connectionId: "c1",
  object: "company",
  recordId,
  at,
  removed: recordId === "",
});

const after = (...all: readonly Association[]): readonly Association[] =>
  all.reduce<readonly Association[]>(withOnly, []);

const standing = (associations: readonly Association[]): string[] =>
  associations.filter(({ removed }) => !removed).map(({ recordId }) => recordId);

describe("a source that knows one association at most", () => {
  it("has the newest one take the place of those before", () => {
    expect(standing(after(told("acme", 1), told("bolt", 2)))).toEqual(["bolt"]);
    expect(standing(after(told("bolt", 2), told("acme", 1)))).toEqual(["bolt"]);
    expect(standing(after(told("acme", 1), told("bolt", 2), told("acme", 3)))).toEqual(["acme"]);
  });

  it("has none once it says so, whatever is told late", () => {
    expect(standing(after(told("acme", 1), told("", 2)))).toEqual([]);
    expect(standing(after(told("", 2), told("acme", 1)))).toEqual([]);
    expect(standing(after(told("", 2), told("acme", 3)))).toEqual(["acme"]);
  });

  it("leaves other sources and other kinds of records alone", () => {
    const others = [
      { ...told("acme", 1), connectionId: "c2" },
      { ...told("acme", 1), object: "contact" as const },
    ];
    expect(standing(withOnly(others, told("bolt", 2)))).toEqual(["acme", "acme", "bolt"]);
  });

  it("comes to the same in any order and with any repeats, and sees a repeat as no news", () => {
    const one = fc.tuple(fc.constantFrom("", "a", "b", "c"), fc.integer({ min: 1, max: 5 }));
    const all = fc.array(
      one.map(([recordId, at]) => told(recordId, at)),
      { maxLength: 8 },
    );
    const orders = all.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    const sorted = (list: readonly Association[]) =>
      [...list].sort((x, y) => (x.recordId < y.recordId ? -1 : 1));
    fc.assert(
      fc.property(orders, ([given, shuffled]) => {
        const result = after(...given);
        expect(sorted(after(...shuffled))).toEqual(sorted(result));
        for (const repeated of given) expect(withOnly(result, repeated)).toBe(result);
      }),
    );
  });
});
