import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord, Truth, Value } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import { attributesOnly, behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 10);
const context = contactRules([
  ["tier", "enum"],
  ["score", "number"],
  ["active", "boolean"],
  ["seenAt", "datetime"],
  ["courses", "strings"],
]);

function truth(condition: Condition, record: SegmentationRecord): Truth {
  return compileRule({ combinator: "and", rules: [condition] }, context).evaluate(record, now);
}

describe("a value of another type than the condition names is unknown, negated or not", () => {
  it.each<[Condition, readonly Value[]]>([
    [{ field: "score", operator: "=", value: 5 }, ["5", true, ["5"]]],
    [{ field: "active", operator: "=", value: true }, ["true", 1, ["true"]]],
    [{ field: "tier", operator: "=", value: "Gold" }, [5, true, ["Gold"]]],
    [{ field: "name", operator: "beginsWith", value: "A" }, [5, true, ["A"]]],
    [{ field: "name", operator: "contains", value: "A" }, [5, true]],
    [{ field: "courses", operator: "contains", value: "A" }, [5, true, "A"]],
    [{ field: "seenAt", operator: "on", value: "2026-11-22" }, [5, true, ["A"], "lately"]],
    [{ field: "seenAt", operator: "inLast", value: "P7D" }, [5, true, ["A"], "lately"]],
  ])("%j", (condition, values) => {
    const { field } = condition;
    const opposites: Readonly<Record<string, string>> = {
      "=": "!=",
      beginsWith: "doesNotBeginWith",
      contains: "doesNotContain",
      on: "notOn",
      inLast: "notInLast",
    };
    const opposite = { ...condition, operator: opposites[condition.operator ?? ""] };
    for (const value of values)
      for (const each of [condition, opposite])
        expect(truth(each, attributesOnly({ [field]: value })), JSON.stringify(value)).toBeNull();
  });
});

describe("two attributes are compared", () => {
  const same: Condition = { field: "a", operator: "=", value: "b", valueSource: "field" };
  const unlike: Condition = { ...same, operator: "!=" };
  const less: Condition = { ...same, operator: "<" };
  it.each<[Value | undefined, Value | undefined, Truth, Truth, Truth]>([
    ["Gold", "Gold", true, false, false],
    ["Gold", "Silver", false, true, true],
    [5, 5, true, false, false],
    [4, 5, false, true, true],
    [true, true, true, false, null],
    [5, "5", null, null, null],
    [["A"], ["A"], null, null, null],
    [undefined, 5, null, null, null],
    [5, undefined, null, null, null],
  ])("%j with %j: equal %j, unequal %j, less %j", (a, b, equal, unequal, isLess) => {
    const record = attributesOnly({
      ...(a === undefined ? {} : { a }),
      ...(b === undefined ? {} : { b }),
    });
    expect(truth(same, record)).toBe(equal);
    expect(truth(unlike, record)).toBe(unequal);
    expect(truth(less, record)).toBe(isLess);
  });
});

describe("an instant is measured from", () => {
  const within = (of: unknown): Condition => ({
    field: "seenAt",
    operator: "withinAfter",
    value: { duration: "P7D", of },
  });
  const at = (days: number) => new Date(now - days * day).toISOString();
  const orders = [5, 9, 20].map((days) => behaviour("ordered", now - days * day));

  it.each<["first" | "last", number, Truth]>([
    ["first", 15, true],
    ["first", 12, false],
    ["last", 3, true],
    ["last", 6, false],
  ])("the %s of several behaviours: %d days ago is %j", (which, days, expected) => {
    for (const list of [orders, orders.toReversed()]) {
      const record = recordOf({ seenAt: at(days) }, list);
      expect(truth(within({ behaviour: "ordered", which }), record)).toBe(expected);
    }
  });

  it("no behaviour, or no date: unknown", () => {
    expect(
      truth(within({ behaviour: "ordered", which: "last" }), attributesOnly({ seenAt: at(1) })),
    ).toBeNull();
    expect(truth(within("signedAt"), attributesOnly({ seenAt: at(1), signedAt: 5 }))).toBeNull();
    expect(truth(within("signedAt"), attributesOnly({ seenAt: at(1) }))).toBeNull();
    expect(truth(within("signedAt"), attributesOnly({ seenAt: at(1), signedAt: at(2) }))).toBe(
      true,
    );
  });
});

describe("the past of an attribute that was never observed", () => {
  it.each<[string, unknown]>([
    ["changedInLast", "P7D"],
    ["notUpdatedInLast", "P7D"],
    ["hasEverBeen", ["Gold"]],
    ["hasNeverBeen", ["Gold"]],
  ])("is unknown: %s %j", (operator, value) => {
    const condition: Condition = { field: "tier", operator, value };
    for (const record of [recordOf({}), { ...recordOf({}), past: new Map() }]) {
      expect(truth(condition, record)).toBeNull();
      expect(truth({ ...condition, includeMissing: true }, record)).toBe(true);
    }
  });
});

describe("an attribute has changed", () => {
  it.each<[Value | null, Value | null, boolean]>([
    ["Gold", "Silver", true],
    ["Gold", "Gold", false],
    ["Gold", null, true],
    [null, "Gold", true],
    [null, null, false],
    [["a"], ["a", "b"], true],
    [["a", "b"], ["a"], true],
    [["a", "b"], ["b", "a"], true],
    [["a", "b"], ["a", "b"], false],
    [["a"], null, true],
    [null, ["a"], true],
    ["a", ["a"], true],
    [["a"], "a", true],
    [5, "5", true],
  ])("from %j to %j: %j", (before, after, changed) => {
    const observed = [
      { at: now - 30 * day, value: before },
      { at: now - 2 * day, value: after },
    ];
    const record = { ...recordOf({}), past: new Map([["tier", observed]]) };
    const condition: Condition = { field: "tier", operator: "changedInLast", value: "P7D" };
    expect(truth(condition, record)).toBe(changed);
  });
});

describe("an attribute has ever been", () => {
  it.each<[readonly (Value | null)[], Condition["value"], Truth]>([
    [["Gold", null], ["Gold"], true],
    [["Gold", null], ["Silver"], false],
    [[null, "Silver"], ["Gold", "Silver"], true],
    [[["Gold", "Silver"]], ["Silver"], true],
    [[["Gold"], null], ["Silver"], false],
    [[5], [5], true],
    [[5], ["5"], false],
    [[null], ["Gold"], null],
    [[], ["Gold"], null],
  ])("after %j: among %j is %j", (values, wanted, expected) => {
    const observed = values.map((value, place) => ({ at: now - (9 - place) * day, value }));
    const record = { ...recordOf({}), past: new Map([["past", observed]]) };
    const condition: Condition = { field: "past", operator: "hasEverBeen", value: wanted };
    expect(truth(condition, record)).toBe(expected);
    const negated = truth({ ...condition, operator: "hasNeverBeen" }, record);
    expect(negated).toBe(expected === null ? null : !expected);
  });

  it("some instant, however that is written", () => {
    const observed = [{ at: now - day, value: "2026-11-20T12:00:00+01:00" }];
    const record = { ...recordOf({}), past: new Map([["seenAt", observed]]) };
    const been = (value: string): Condition => ({
      field: "seenAt",
      operator: "hasEverBeen",
      value: [value],
    });
    expect(truth(been("2026-11-20T11:00:00Z"), record)).toBe(true);
    expect(truth(been("2026-11-20T12:00:00Z"), record)).toBe(false);
  });
});

describe("a profile that belongs to nobody", () => {
  it.each<[Condition, Truth]>([
    [{ field: "segment", operator: "in", value: ["s-1"] }, false],
    [{ field: "segment", operator: "notIn", value: ["s-1"] }, true],
    [{ field: "company", operator: "null" }, true],
    [{ field: "company", match: { mode: "some" }, value: { combinator: "and", rules: [] } }, null],
    [
      { field: "contacts", match: { mode: "some" }, value: { combinator: "and", rules: [] } },
      false,
    ],
    [
      { field: "ancestors", match: { mode: "none" }, value: { combinator: "and", rules: [] } },
      true,
    ],
  ])("%j is %j", (condition, expected) => {
    expect(truth(condition, recordOf({}))).toBe(expected);
  });
});

describe("what time alone never decides", () => {
  it("is said never to change, though an anniversary beside it comes round for ever", () => {
    const birthday: Condition = { field: "seenAt", operator: "anniversaryInNext", value: "P7D" };
    const isGold: Condition = { field: "tier", operator: "=", value: "Gold" };
    const flip = (combinator: "and" | "or", tier: string) =>
      compileRule({ combinator, rules: [isGold, birthday] }, context).nextFlip(
        attributesOnly({ tier, seenAt: "2000-01-01" }),
        now,
      );
    expect(flip("and", "Silver")).toBeUndefined();
    expect(flip("or", "Gold")).toBeUndefined();
    expect(flip("and", "Gold")).toBe(Date.UTC(2026, 11, 25));
    expect(flip("or", "Silver")).toBe(Date.UTC(2026, 11, 25));
  });
});
