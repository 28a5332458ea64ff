import { describe, expect, it } from "vitest";
import {
  type Attribute,
  byTrouble,
  troublesOf,
} from "../../console/data-quality/attribute-health.ts";
import {
  declarationOf,
  draftOf,
  isSame,
  renamed,
  without,
} from "../../console/data-quality/canonical-map.ts";
import { Declaration } from "../../shared/api/attribute-schema.ts";
import { normaliseText } from "../../shared/segmentation/language/normalise.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const healthy: Attribute = {
  object: "contact",
  name: "tier",
  seen: { string: 100 },
  filled: 100,
  fillRate: 1,
  distinct: 4,
  freshness: [{ connection: "crm", filled: 100, newestAt: daysAgo(1), medianDays: 10, old: 0 }],
};

function daysAgo(days: number): string {
  return new Date(now - days * 86_400_000).toISOString();
}

describe("what is wrong with an attribute's data", () => {
  it.each([
    ["nothing", {}, []],
    ["nobody has it", { filled: 0, fillRate: 0, seen: {}, freshness: [] }, ["unseen"]],
    ["few have it", { filled: 5, fillRate: 0.05 }, ["mostly-empty"]],
    ["it came in several types", { seen: { string: 60, number: 40 } }, ["mixed-types"]],
    [
      "a declared type does not fit all",
      { type: "number" as const, otherType: 10 },
      ["wrong-type"],
    ],
    ["all have the same", { distinct: 1 }, ["one-value"]],
  ])("%s", (_case, part, kinds) => {
    expect(troublesOf({ ...healthy, ...part }, now).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("is that its newest value is old, of whichever source that is", () => {
    const [fresh] = healthy.freshness ?? [];
    const old = { connection: "lms", filled: 9, newestAt: daysAgo(400), medianDays: 500, old: 9 };
    const kinds = (freshness: NonNullable<Attribute["freshness"]>) =>
      troublesOf({ ...healthy, freshness }, now).map(({ kind }) => kind);
    expect(kinds([old])).toEqual(["stale"]);
    expect(kinds(fresh === undefined ? [] : [old, fresh])).toEqual([]);
  });

  it("puts those first that need a look, the others by name", () => {
    const named = (name: string, part: Partial<Attribute> = {}) => ({ ...healthy, ...part, name });
    const all = [
      named("b"),
      named("a"),
      named("rare", { fillRate: 0.1, filled: 10 }),
      named("empty", { filled: 0, fillRate: 0, seen: {} }),
    ];
    expect(byTrouble(all, now).map(({ name }) => name)).toEqual(["empty", "rare", "a", "b"]);
  });
});

describe("values that become others", () => {
  const detail = {
    ...healthy,
    profiles: 100,
    exact: true,
    distinct: 4,
    freshness: [],
    nearDuplicates: [],
  };

  it("never end half way: what led to a renamed value leads on", () => {
    let map: Record<string, string> = {};
    map = renamed(map, "US", "USA");
    map = renamed(map, "USA", "United States");
    expect(map).toEqual({ US: "United States", USA: "United States" });
    for (const text of ["US", "USA", "United States"])
      expect(normaliseText(text, { map })).toBe("United States");
  });

  it("can be turned around: what others become stays itself", () => {
    const map = renamed(renamed({}, "a", "b"), "b", "a");
    expect(map).toEqual({ b: "a" });
  });

  it("whatever is renamed in whichever order, one step leads to the end", () => {
    const values = ["a", "b", "c", "d"];
    for (let seed = 0; seed < 20; seed += 1) {
      let map: Record<string, string> = {};
      for (let step = 0; step < 6; step += 1) {
        const at = (seed * 31 + step * 17) % 16;
        map = renamed(map, values[at % 4] ?? "", values[Math.floor(at / 4)] ?? "");
        for (const target of Object.values(map))
          expect(map, `seed ${seed}`).not.toHaveProperty(target);
      }
    }
  });

  it("are forgotten one by one", () => {
    expect(without({ a: "b", c: "b" }, "a")).toEqual({ c: "b" });
  });

  it("are declared as the API takes it, and a number without any", () => {
    const draft = { ...draftOf(detail), trim: true, map: { US: "USA" } };
    const declaration = declarationOf(draft, false);
    expect(Declaration.parse(declaration)).toEqual({
      type: "string",
      normalise: { trim: true, map: { US: "USA" } },
    });
    expect(declarationOf({ ...draft, type: "number" }, true)).toEqual({
      type: "number",
      identity: true,
    });
    expect(isSame(draftOf(detail), draftOf({ ...detail, normalise: {} }))).toBe(true);
    expect(isSame(draftOf(detail), draft)).toBe(false);
  });
});
