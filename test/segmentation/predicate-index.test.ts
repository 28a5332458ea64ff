import { describe, expect, it } from "vitest";
import { PredicateIndex } from "../../shared/segmentation/index/predicate-index.ts";
import type { Value } from "../../shared/segmentation/record.ts";
import type { Condition, Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { attributesOnly, contactRules } from "./records.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const context = contactRules([
  ["tier", "enum"],
  ["score", "number"],
  ["seenAt", "datetime"],
  ["courses", "strings"],
]);
const and = (...rules: Rule[]): RuleGroup => ({ combinator: "and", rules });
const or = (...rules: Rule[]): RuleGroup => ({ combinator: "or", rules });
const not = (group: RuleGroup): RuleGroup => ({ ...and(group), not: true });
const is = (field: string, value: Value): Condition => ({ field, operator: "=", value });

function flips(
  rule: RuleGroup,
  before: Record<string, Value>,
  after: Record<string, Value>,
): string {
  const index = new PredicateIndex(context);
  index.add(7, rule);
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const { entered, exited } = index.flips({
    before: attributesOnly(before),
    after: attributesOnly(after),
    changed: [...names].map((name) => `attribute:${name}`),
    now,
  });
  return `${entered.map((each) => `+${each}`).join()}${exited.map((each) => `-${each}`).join()}`;
}

describe("a change of one attribute", () => {
  it.each<[string, Condition, Record<string, Value>, Record<string, Value>, string]>([
    ["reaches the value", is("tier", "Gold"), { tier: "Silver" }, { tier: "Gold" }, "+7"],
    ["leaves the value", is("tier", "Gold"), { tier: "Gold" }, {}, "-7"],
    ["is about other values", is("tier", "Gold"), { tier: "A" }, { tier: "B" }, ""],
    [
      "stays among the values",
      { field: "tier", operator: "in", value: ["A", "B"] },
      { tier: "A" },
      { tier: "B" },
      "",
    ],
    [
      "stays outside of what is excluded",
      { field: "tier", operator: "!=", value: "A" },
      { tier: "B" },
      { tier: "C" },
      "",
    ],
    [
      "brings the first value, which is not excluded",
      { field: "tier", operator: "!=", value: "A" },
      {},
      { tier: "B" },
      "+7",
    ],
    [
      "brings the first value, where missing counted too",
      { field: "tier", operator: "!=", value: "A", includeMissing: true },
      {},
      { tier: "B" },
      "",
    ],
    ["brings the first value", { field: "score", operator: "null" }, {}, { score: 1 }, "-7"],
    [
      "reaches the end of a range",
      { field: "score", operator: "between", value: [1, 5] },
      { score: 6 },
      { score: 5 },
      "+7",
    ],
    [
      "jumps over a range",
      { field: "score", operator: "between", value: [1, 5] },
      { score: 0 },
      { score: 6 },
      "",
    ],
    [
      "crosses a bound",
      { field: "score", operator: ">", value: 5 },
      { score: 5 },
      { score: 6 },
      "+7",
    ],
    [
      "stops short of a bound",
      { field: "score", operator: ">", value: 5 },
      { score: 4 },
      { score: 5 },
      "",
    ],
    [
      "enters a window",
      { field: "seenAt", operator: "inLast", value: "P1D" },
      { seenAt: "2026-11-01" },
      { seenAt: "2026-11-22T09:00:00Z" },
      "+7",
    ],
    [
      "is written otherwise and means the same",
      { field: "seenAt", operator: "on", value: "2026-11-20" },
      { seenAt: "2026-11-20T10:00:00Z" },
      { seenAt: "2026-11-20T12:00:00+01:00" },
      "",
    ],
    [
      "adds an element",
      { field: "courses", operator: "contains", value: "c-1" },
      { courses: ["c-2"] },
      { courses: ["c-2", "c-1"] },
      "+7",
    ],
    [
      "begins otherwise",
      { field: "name", operator: "beginsWith", value: "Ann" },
      { name: "Anna" },
      { name: "Hanna" },
      "-7",
    ],
    [
      "becomes a value of another type, of which nobody knows",
      { field: "name", operator: "!=", value: "Ann" },
      { name: "Bob" },
      { name: 5 },
      "-7",
    ],
  ])("%s", (_, condition, before, after, told) => {
    expect(flips(and(condition), before, after)).toBe(told);
    expect(flips(not(not(and(condition))), before, after), "negated twice").toBe(told);
  });

  it("turns a rule only where the rest of it lets it", () => {
    const gold = { score: 1, tier: "Gold" };
    const rule = and(is("tier", "Gold"), or(is("score", 1), is("score", 2)));
    expect(flips(rule, { ...gold, tier: "A" }, gold)).toBe("+7");
    expect(flips(rule, { score: 3, tier: "A" }, { score: 3, tier: "Gold" })).toBe("");
    expect(flips(or(is("tier", "Gold"), is("score", 1)), { ...gold, tier: "A" }, gold)).toBe("");
  });

  it("turns a rule once though several of its conditions flip", () => {
    const rule = or(is("tier", "Gold"), { field: "tier", operator: "beginsWith", value: "G" });
    expect(flips(rule, { tier: "A" }, { tier: "Gold" })).toBe("+7");
    const swap = or(is("tier", "A"), is("tier", "B"));
    expect(flips(swap, { tier: "A" }, { tier: "B" })).toBe("");
  });
});

describe("changes of several attributes at once", () => {
  it("turn a rule that neither would turn alone", () => {
    const rule = and(is("tier", "Gold"), is("score", 1));
    expect(flips(rule, { tier: "A", score: 0 }, { tier: "Gold", score: 1 })).toBe("+7");
  });

  it("leave alone a rule that one of them would turn and the other turns back", () => {
    const rule = or(is("tier", "Gold"), is("score", 1));
    expect(flips(rule, { tier: "A", score: 1 }, { tier: "Gold", score: 0 })).toBe("");
  });
});

describe("rules that no value decides", () => {
  it("are kept: everyone is in an empty one, and in what is true of present and missing", () => {
    const index = new PredicateIndex(context);
    index.add(1, and());
    index.add(2, not(and()));
    index.add(
      3,
      or({ field: "tier", operator: "null" }, { field: "score", operator: ">", value: 1 }),
    );
    expect(index.members(attributesOnly({ tier: "A" }), now)).toEqual([1]);
    expect(index.members(attributesOnly({}), now)).toEqual([1, 3]);
  });
});

describe("time alone", () => {
  const lastDay = { field: "seenAt", operator: "inLast", value: "P1D" } as const;
  const seen = { seenAt: "2026-11-22T09:00:00Z" };

  it("is due when a window lets go of a value", () => {
    const index = new PredicateIndex(context);
    index.add(1, and(lastDay));
    expect(index.nextDue(attributesOnly(seen), now)).toBe(Date.parse("2026-11-23T09:00:00Z"));
    expect(index.nextDue(attributesOnly({}), now)).toBeUndefined();
  });

  it("is not due where the rule does not hang on the window", () => {
    const index = new PredicateIndex(context);
    index.add(1, and(lastDay, is("tier", "Gold")));
    expect(index.nextDue(attributesOnly({ ...seen, tier: "A" }), now)).toBeUndefined();
  });

  it("turns rules between two instants at which a record is judged", () => {
    const index = new PredicateIndex(context);
    index.add(1, and(lastDay));
    const record = attributesOnly(seen);
    const later = Date.parse("2026-11-23T09:00:00Z");
    const flipsAt = (at: number) =>
      index.flips({ before: record, after: record, changed: [], since: now, now: at }).exited;
    expect(flipsAt(later - 1)).toEqual([]);
    expect(flipsAt(later)).toEqual([1]);
  });
});
