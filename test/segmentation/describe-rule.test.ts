import { describe, expect, it } from "vitest";
import { describeRule } from "../../shared/segmentation/language/describe-rule.ts";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";

const one = (condition: Condition) => describeRule({ combinator: "and", rules: [condition] });

const phrases: readonly [string, unknown, string][] = [
  ["=", "Gold", 'x is "Gold"'],
  ["!=", true, "x is not true"],
  ["<", 5, "x is less than 5"],
  [">", 5, "x is greater than 5"],
  ["<=", 5, "x is at most 5"],
  [">=", "2026-01-01", 'x is at least "2026-01-01"'],
  ["contains", "a", 'x contains "a"'],
  ["beginsWith", "a", 'x begins with "a"'],
  ["endsWith", "a", 'x ends with "a"'],
  ["doesNotContain", "a", 'x does not contain "a"'],
  ["doesNotBeginWith", "a", 'x does not begin with "a"'],
  ["doesNotEndWith", "a", 'x does not end with "a"'],
  ["null", "", "x is missing"],
  ["notNull", "", "x is present"],
  ["in", ["a", "b"], 'x is one of ("a", "b")'],
  ["notIn", [1, 2], "x is none of (1, 2)"],
  ["between", [1, 2], "x is between 1 and 2 (both included)"],
  ["notBetween", [1, 2], "x is not between 1 and 2 (both included)"],
  ["inLast", "P30D", "x is within the last 30 days"],
  ["notInLast", "P1Y6MT1H", "x is not within the last 1 year and 6 months and 1 hour"],
];

describe("a rule in plain English", () => {
  it.each(phrases)("%s %j", (operator, value, text) => {
    expect(one({ field: "x", operator, value })).toBe(text);
  });

  it("has words for every operator", () => {
    expect(phrases.map(([operator]) => operator)).toEqual(operatorNames);
  });

  it("says includeMissing, groups and negation", () => {
    const gold: Condition = { field: "tier", operator: "=", value: "Gold", includeMissing: true };
    const emea: Condition = { field: "region", operator: "=", value: "EMEA" };
    const either = { combinator: "or", rules: [gold, emea] } as const;
    expect(
      describeRule({ combinator: "and", rules: [{ ...either, rules: [gold, emea] }, emea] }),
    ).toBe('((tier is "Gold" or is missing) or region is "EMEA") and region is "EMEA"');
    expect(describeRule({ combinator: "or", not: true, rules: [gold, emea] })).toBe(
      'not ((tier is "Gold" or is missing) or region is "EMEA")',
    );
    expect(describeRule({ combinator: "and", rules: [] })).toBe("everyone");
  });

  it.each([
    [{ mode: "all" } as const, "all of behaviours"],
    [{ mode: "some" } as const, "some of behaviours"],
    [{ mode: "none" } as const, "none of behaviours"],
    [{ mode: "atLeast", threshold: 3 } as const, "at least 3 of behaviours"],
    [{ mode: "atMost", threshold: 0 } as const, "at most 0 of behaviours"],
    [{ mode: "exactly", threshold: 1 } as const, "exactly 1 of behaviours"],
  ])("%j", (match, words) => {
    const rules: Condition[] = [
      { field: "name", operator: "=", value: "viewed" },
      { field: "at", operator: "inLast", value: "P7D" },
    ];
    expect(one({ field: "behaviours", match, value: { combinator: "and", rules } })).toBe(
      `(${words} where name is "viewed" and at is within the last 7 days)`,
    );
    expect(one({ field: "behaviours", match, value: { combinator: "and", rules: [] } })).toBe(
      `(${words})`,
    );
  });
});
