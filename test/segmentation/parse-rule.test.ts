import { describe, expect, it } from "vitest";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { allOf, problemOf, some, typedRules } from "./parse-problem.ts";

const anyBehaviour = allOf();

describe("a rule is accepted", () => {
  it("with everything the builder component adds, and keeps it", () => {
    const rule = {
      id: "root",
      combinator: "and",
      not: false,
      rules: [
        { id: "a", path: [0], field: "tier", operator: "=", valueSource: "value", value: "Gold" },
        { id: "b", field: "plan", operator: "null", value: "", disabled: false },
        { combinator: "or", rules: [{ field: "id", operator: "in", value: ["p-1"] }] },
      ],
    };
    expect(parseRule(rule, typedRules())).toEqual({ ok: true, rule });
  });

  it.each(["", "=", "anything", undefined])(
    "with %s as the operator beside a match",
    (operator) => {
      expect(
        problemOf({ field: "behaviours", operator, match: some, value: anyBehaviour }),
      ).toBeUndefined();
    },
  );

  it("with groups inside a match", () => {
    const rules = [
      { field: "name", operator: "in", value: ["viewed", "login"] },
      { combinator: "or", not: true, rules: [{ field: "properties.x", operator: "notNull" }] },
    ];
    const value = { combinator: "and", rules };
    expect(problemOf({ field: "behaviours", match: some, value })).toBeUndefined();
  });
});

describe("a condition is refused where it is wrong, with what to do", () => {
  it.each<[string, unknown, string, RegExp]>([
    [
      "unknown operator",
      { field: "a", operator: "like", value: "x" },
      "/operator",
      /"like" is not an operator: use one of =/,
    ],
    ["no operator", { field: "a", value: "x" }, "/operator", /Name an operator/],
    [
      "prototype name",
      { field: "__proto__", operator: "=", value: 1 },
      "/field",
      /use another name/,
    ],
    [
      "constructor",
      { field: "constructor", operator: "=", value: 1 },
      "/field",
      /use another name/,
    ],
    ["no field", { operator: "=", value: 1 }, "/field", /Name the field/],
    ["empty field", { field: "", operator: "=", value: 1 }, "/field", /needs a name/],
    [
      "list for one",
      { field: "a", operator: "=", value: ["x"] },
      "/value",
      /one value, not a list/,
    ],
    [
      "null",
      { field: "a", operator: "=", value: null },
      "/value",
      /compares with a string or a number or a boolean/,
    ],
    ["no value", { field: "a", operator: ">" }, "/value", /compares with a string or a number/],
    [
      "order of booleans",
      { field: "a", operator: "<", value: true },
      "/value",
      /string or a number/,
    ],
    [
      "text of numbers",
      { field: "a", operator: "contains", value: 5 },
      "/value",
      /compares with a string/,
    ],
    ["empty list", { field: "a", operator: "in", value: [] }, "/value", /at least one value/],
    ["joined list", { field: "a", operator: "in", value: "a,b" }, "/value", /array/],
    ["mixed list", { field: "a", operator: "in", value: ["x", 1] }, "/value", /one type/],
    ["one end", { field: "a", operator: "between", value: [1] }, "/value", /two values/],
    [
      "reversed numbers",
      { field: "a", operator: "between", value: [2, 1] },
      "/value",
      /smaller end first/,
    ],
    [
      "reversed strings",
      { field: "a", operator: "notBetween", value: ["b", "a"] },
      "/value",
      /smaller end first/,
    ],
    [
      "reversed dates",
      { field: "certifiedAt", operator: "between", value: ["2026-02-01", "2026-01-01"] },
      "/value",
      /smaller end first/,
    ],
    [
      "string for a number",
      { field: "score", operator: ">", value: "5" },
      "/value",
      /without quotes/,
    ],
    [
      "number for a boolean",
      { field: "active", operator: "=", value: 1 },
      "/value",
      /true or false/,
    ],
    [
      "day that is none",
      { field: "certifiedAt", operator: "=", value: "2026-02-30" },
      "/value",
      /ISO 8601/,
    ],
    [
      "text of dates",
      { field: "certifiedAt", operator: "contains", value: "2026" },
      "/operator",
      /declared as date/,
    ],
    [
      "window of numbers",
      { field: "score", operator: "inLast", value: "P1D" },
      "/operator",
      /declared as number/,
    ],
    [
      "equality of lists",
      { field: "courses", operator: "=", value: "c-1" },
      "/operator",
      /declared as strings/,
    ],
    ["bad duration", { field: "a", operator: "inLast", value: "30 days" }, "/value", /P30D/],
    [
      "empty duration",
      { field: "a", operator: "inLast", value: "P0D" },
      "/value",
      /longer than zero/,
    ],
    [
      "fraction of a day",
      { field: "a", operator: "inLast", value: "P1.5D" },
      "/value",
      /whole numbers/,
    ],
    [
      "endless duration",
      { field: "a", operator: "inLast", value: "P999999Y" },
      "/value",
      /200 years/,
    ],
    ["number of days", { field: "a", operator: "notInLast", value: 30 }, "/value", /P30D/],
    [
      "switched off",
      { field: "a", operator: "=", value: 1, disabled: true },
      "/disabled",
      /switch it on or remove it/,
    ],
    [
      "muted",
      { field: "a", operator: "=", value: 1, muted: true },
      "/muted",
      /switch it on or remove it/,
    ],
    [
      "includeMissing as text",
      { field: "a", operator: "=", value: 1, includeMissing: "yes" },
      "/includeMissing",
      /true or false/,
    ],
    [
      "behaviours without match",
      { field: "behaviours", operator: "=", value: 1 },
      "/match",
      /how many behaviours must hold/,
    ],
    [
      "unknown mode",
      { field: "behaviours", match: { mode: "most" }, value: anyBehaviour },
      "/match/mode",
      /Use one of all/,
    ],
    [
      "no threshold",
      { field: "behaviours", match: { mode: "atLeast" }, value: anyBehaviour },
      "/match/threshold",
      /whole number/,
    ],
    [
      "share as threshold",
      { field: "behaviours", match: { mode: "exactly", threshold: 0.5 }, value: anyBehaviour },
      "/match/threshold",
      /whole number/,
    ],
    [
      "negative threshold",
      { field: "behaviours", match: { mode: "atMost", threshold: -1 }, value: anyBehaviour },
      "/match/threshold",
      /whole number/,
    ],
    [
      "match of no group",
      { field: "behaviours", match: some, value: "x" },
      "/value",
      /Give a group/,
    ],
    [
      "missing behaviours",
      { field: "behaviours", match: some, value: anyBehaviour, includeMissing: true },
      "/includeMissing",
      /never missing/,
    ],
    [
      "attribute inside a match",
      {
        field: "behaviours",
        match: some,
        value: { combinator: "and", rules: [{ field: "tier", operator: "=", value: "x" }] },
      },
      "/value/rules/0/field",
      /not a field of a behaviour/,
    ],
    [
      "match inside a match",
      {
        field: "behaviours",
        match: some,
        value: {
          combinator: "and",
          rules: [{ field: "behaviours", match: some, value: anyBehaviour }],
        },
      },
      "/value/rules/0/field",
      /not a field of a behaviour/,
    ],
    [
      "both group and condition",
      { field: "a", operator: "=", value: 1, combinator: "and", rules: [] },
      "",
      /both a group and a condition/,
    ],
    ["empty or", { combinator: "or", rules: [] }, "/rules", /matches nobody/],
    ["xor", { combinator: "xor", rules: [] }, "/combinator", /"and" or "or"/],
  ])("%s", (_, condition, pointer, message) => {
    const problem = problemOf(condition);
    expect(problem?.message).toMatch(message);
    expect(problem?.pointer).toBe(pointer);
  });

  it("escapes what a JSON pointer must escape", () => {
    const rule = JSON.parse('{"combinator": "and", "rules": [], "a/b~c": {"__proto__": 1}}');
    expect(parseRule(rule, typedRules())).toMatchObject({
      problems: [{ pointer: "/a~1b~0c", message: expect.stringMatching(/not allowed/) }],
    });
  });

  it("names every problem of a rule", () => {
    const rules = [
      { field: "a", operator: "like" },
      { combinator: "and", rules: [{ field: "score", operator: "=", value: "x" }] },
    ];
    const parsed = parseRule({ combinator: "and", rules }, typedRules());
    expect(parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer)).toEqual([
      "/rules/0/operator",
      "/rules/1/rules/0/value",
    ]);
  });
});
