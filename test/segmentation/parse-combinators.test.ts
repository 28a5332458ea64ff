import { describe, expect, it } from "vitest";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { allOf, anyOf, some, typedRules } from "./parse-problem.ts";

const has = (field: string) => ({ field, operator: "notNull" });
const [a, b, c, d] = ["a", "b", "c", "d"].map(has);

function accepted(rule: unknown): unknown {
  const parsed = parseRule(rule, typedRules());
  return parsed.ok ? parsed.rule : parsed.problems;
}

describe("combinators between the rules become one combinator a group", () => {
  it.each<[string, unknown, unknown]>([
    ["none", { rules: [] }, allOf()],
    ["a rule alone", { rules: [a] }, allOf(a)],
    ["and", { rules: [a, "and", b, "and", c] }, allOf(a, b, c)],
    ["or", { rules: [a, "or", b, "or", c] }, anyOf(a, b, c)],
    ["and binds tighter, first", { rules: [a, "and", b, "or", c] }, anyOf(allOf(a, b), c)],
    ["and binds tighter, last", { rules: [a, "or", b, "and", c] }, anyOf(a, allOf(b, c))],
    [
      "and binds tighter, twice",
      { rules: [a, "and", b, "or", c, "and", d] },
      anyOf(allOf(a, b), allOf(c, d)),
    ],
    [
      "what an editor adds is kept",
      { id: "root", not: true, rules: [a, "or", { id: "g", rules: [b, "and", c] }] },
      { id: "root", not: true, ...anyOf(a, { id: "g", ...allOf(b, c) }) },
    ],
    ["within groups of the other form", allOf(a, { rules: [b, "or", c] }), allOf(a, anyOf(b, c))],
    [
      "within a match",
      allOf({ field: "company", match: some, value: { rules: [a, "or", b] } }),
      allOf({ field: "company", match: some, value: anyOf(a, b) }),
    ],
    [
      "within an aggregate",
      allOf({
        ...has("behaviours"),
        aggregate: aggregate({ rules: [has("at"), "or", has("name")] }),
      }),
      allOf({ ...has("behaviours"), aggregate: aggregate(anyOf(has("at"), has("name"))) }),
    ],
    [
      "within a sequence",
      allOf({
        ...has("behaviours"),
        operator: "sequence",
        value: { steps: [{ rules: [] }, allOf()] },
      }),
      allOf({ ...has("behaviours"), operator: "sequence", value: { steps: [allOf(), allOf()] } }),
    ],
  ])("%s", (_, given, expected) => {
    expect(accepted(given)).toEqual(expected);
  });

  function aggregate(where: unknown) {
    return { function: "last", of: "at", where };
  }

  it("once and for all: what is accepted is accepted again as it is", () => {
    const once = accepted({ rules: [a, "and", b, "or", c] });
    expect(accepted(once)).toEqual(once);
  });
});

describe("combinators that do not stand between rules are refused", () => {
  it.each<[string, unknown, string, RegExp]>([
    ["at the start", { rules: ["and", a] }, "/rules/0", /before and after/],
    ["at the end", { rules: [a, "and"] }, "/rules/1", /after the last/],
    ["two at once", { rules: [a, "and", "or", b] }, "/rules/2", /before and after/],
    ["none between two", { rules: [a, b, "and", c] }, "/rules/1", /"and" or "or" between/],
    ["none at all", { rules: [a, b] }, "/combinator", /"and" or "or"/],
    ["xor", { rules: [a, "xor", b] }, "/rules/1", /"and" or "or" between/],
    ["beside one of the group", { ...allOf(a, "or", b) }, "/combinator", /leave one of the two/],
    ["only one", { rules: ["or"] }, "/rules/0", /before and after/],
  ])("%s", (_, given, pointer, message) => {
    expect(accepted(given)).toMatchObject([{ pointer, message: expect.stringMatching(message) }]);
  });

  it("and problems point into the rule as it was given", () => {
    const wrong = { field: "score", operator: "=", value: "5" };
    const rule = { rules: [a, "and", b, "or", c, "and", { rules: [d, "or", wrong] }] };
    expect(accepted(rule)).toMatchObject([{ pointer: "/rules/6/rules/2/value" }]);
  });

  it("and so do those of rules that match nobody", () => {
    const tier = (value: string) => ({ field: "tier", operator: "=", value });
    const rule = { rules: [tier("x"), "and", a, "and", tier("y")] };
    expect(accepted(rule)).toMatchObject([{ pointer: "/rules/4" }]);
  });

  it("and the limits hold for the rule as it will be kept", () => {
    let rule: unknown = a;
    for (let level = 0; level < 20; level++) rule = { rules: [rule, "and", b, "or", c] };
    expect(accepted(rule)).toMatchObject([{ message: expect.stringMatching(/32 deep/) }]);
  });
});
