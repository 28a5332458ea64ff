import { describe, expect, it } from "vitest";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import { allOf, anyOf, some, typedRules } from "./parse-problem.ts";

const is = (field: string, operator: string, value?: unknown, more = {}) => ({
  field,
  operator,
  ...(value === undefined ? {} : { value }),
  ...more,
});
const noneOf = (...rules: unknown[]) => ({ ...anyOf(...rules), not: true });
const named = (name: string) => allOf(is("name", "=", name));
const counted = (mode: string, threshold?: number, value: unknown = named("login")) => ({
  field: "behaviours",
  match: { mode, threshold },
  value,
});
const split = (from: number, to: number, salt = "a") => is("id", "inSplit", { salt, from, to });
const total = (operator: string, value: unknown) =>
  is("behaviours", operator, value, { aggregate: { function: "count" } });
const after = (duration: string) => ({ duration, of: "certifiedAt" });
const other = { valueSource: "field" };
const orMissing = { includeMissing: true };

function problemsOf(rule: unknown, object: ObjectKind = "contact") {
  const parsed = parseRule(rule, typedRules(object));
  return parsed.ok ? [] : parsed.problems;
}

describe("a rule that matches nobody is refused at the condition that closes it", () => {
  it.each<[string, unknown, string]>([
    ["two values at once", allOf(is("x", "=", "a"), is("x", "=", "b")), "/rules/1"],
    ["two types at once", allOf(is("x", "=", "5"), is("x", ">", 4)), "/rules/1"],
    ["over one and under another", allOf(is("x", ">", 5), is("x", "<", 3)), "/rules/1"],
    ["over and not over", allOf(is("score", ">", 5), is("score", "<=", 5)), "/rules/1"],
    ["between two numbers", allOf(is("x", ">", "a"), is("x", "<", "a\0")), "/rules/1"],
    ["a value and not it", allOf(is("x", "=", "a"), is("x", "notIn", ["b", "a"])), "/rules/1"],
    ["ranges apart", allOf(is("x", "between", [1, 2]), is("x", "between", [3, 4])), "/rules/1"],
    ["missing and compared", allOf(is("x", "null"), is("x", "!=", "a")), "/rules/1"],
    ["missing and there", allOf(is("x", "null"), is("y", "null"), is("x", "notNull")), "/rules/2"],
    ["beginnings apart", allOf(is("x", "beginsWith", "A"), is("x", "beginsWith", "B")), "/rules/1"],
    [
      "a text without itself",
      allOf(is("x", "contains", "a"), is("x", "doesNotContain", "a")),
      "/rules/1",
    ],
    [
      "a text without a piece of it",
      allOf(is("nickname", "endsWith", "abc"), is("nickname", "doesNotContain", "b")),
      "/rules/1",
    ],
    ["a value without its piece", allOf(is("x", "=", "abc"), is("x", "contains", "z")), "/rules/1"],
    [
      "neither true nor false",
      allOf(is("active", "!=", true), is("active", "!=", false)),
      "/rules/1",
    ],
    [
      "elements there and not there",
      allOf(is("courses", "containsAll", ["a", "b"]), is("courses", "containsNone", ["b"])),
      "/rules/1",
    ],
    [
      "exactly others",
      allOf(is("courses", "isExactly", ["a"]), is("courses", "contains", "b")),
      "/rules/1",
    ],
    [
      "two days",
      allOf(is("lastLogin", "on", "2026-01-01"), is("lastLogin", "on", "2026-01-02")),
      "/rules/1",
    ],
    [
      "before and after",
      allOf(is("x", "before", "2026-01-01"), is("x", "after", "2026-01-01")),
      "/rules/1",
    ],
    [
      "a day outside of a range",
      allOf(is("lastLogin", "on", "2026-01-01"), is("lastLogin", ">", "2026-01-02")),
      "/rules/1",
    ],
    [
      "lately and not for long",
      allOf(is("x", "inLast", "P7D"), is("x", "notInLast", "P30D")),
      "/rules/1",
    ],
    ["past and future", allOf(is("x", "inLast", "P7D"), is("x", "inNext", "P7D")), "/rules/1"],
    [
      "this week and the last",
      allOf(is("x", "inCurrent", "week"), is("x", "inPrevious", "week")),
      "/rules/1",
    ],
    [
      "this month but not this year",
      allOf(is("x", "inCurrent", "month"), is("x", "notInCurrent", "year")),
      "/rules/1",
    ],
    [
      "both sides of an anchor",
      allOf(is("x", "withinAfter", after("P1D")), is("x", "withinBefore", after("P9D"))),
      "/rules/1",
    ],
    [
      "less and more than a field",
      allOf(is("x", "<", "y", other), is("x", ">=", "y", other)),
      "/rules/1",
    ],
    [
      "changed lately and not for long",
      allOf(is("x", "changedInLast", "P1D"), is("x", "notChangedInLast", "P2D")),
      "/rules/1",
    ],
    [
      "ever and never",
      allOf(is("x", "hasEverBeen", ["a"]), is("x", "hasNeverBeen", ["b", "a"])),
      "/rules/1",
    ],
    ["parts apart of one split", allOf(split(0, 10), split(10, 20)), "/rules/1"],
    [
      "in a segment and not",
      allOf(is("segment", "in", ["a"]), is("segment", "notIn", ["b", "a"])),
      "/rules/1",
    ],
    ["some and none", allOf(counted("some"), counted("none")), "/rules/1"],
    ["at least and at most", allOf(counted("atLeast", 3), counted("atMost", 2)), "/rules/1"],
    ["fewer than none", allOf(total("<", 0)), "/rules/0"],
    [
      "a company and none",
      allOf(is("company", "null"), { field: "company", match: some, value: allOf() }),
      "/rules/1",
    ],
    [
      "of two names at once",
      allOf(counted("some", undefined, allOf(is("name", "=", "a"), is("name", "=", "b")))),
      "/rules/0/value/rules/1",
    ],
    ["in a group within", allOf(is("x", "=", "a"), allOf(is("x", "=", "b"))), "/rules/1/rules/0"],
    [
      "in every branch",
      anyOf(allOf(is("x", "=", 1), is("x", "=", 2)), allOf(total("<", 0))),
      "/rules/0/rules/1",
    ],
    ["neither it nor its negation", noneOf(is("x", "=", "a"), is("x", "!=", "a")), "/rules/1"],
    [
      "with fallbacks alike",
      allOf(is("x", "=", 1, { coalesce: ["y"] }), is("x", "=", 2, { coalesce: ["y"] })),
      "/rules/1",
    ],
    [
      "of three, no two of which clash",
      allOf(is("x", "in", [1, 2]), is("x", "!=", 1), is("x", "!=", 2)),
      "/rules/2",
    ],
  ])("%s", (_, rule, pointer) => {
    expect(problemsOf(rule)).toEqual([{ pointer, message: expect.stringMatching(/^Nobody can/) }]);
  });
});

describe("a rule that matches everybody is refused", () => {
  it.each<[string, unknown, string]>([
    ["missing or not", anyOf(is("x", "null"), is("x", "notNull")), "/rules/1"],
    ["there, or counted as there", allOf(is("x", "notNull", undefined, orMissing)), "/rules/0"],
    ["all numbers", anyOf(is("score", "<", 3, orMissing), is("score", ">=", 3)), "/rules/1"],
    [
      "all numbers in three",
      anyOf(is("score", "<", 3), is("score", ">", 2), is("score", "null")),
      "/rules/2",
    ],
    [
      "true, false or missing",
      anyOf(is("active", "=", true, orMissing), is("active", "=", false)),
      "/rules/1",
    ],
    ["all parts of a split", anyOf(split(0, 50), split(50, 100)), "/rules/1"],
    [
      "in a segment or not",
      anyOf(is("segment", "in", ["a"]), is("segment", "notIn", ["a"])),
      "/rules/1",
    ],
    ["none or more", anyOf(total("=", 0), total(">", 0)), "/rules/1"],
    ["any id", anyOf(is("id", "=", "a"), is("id", "!=", "a")), "/rules/1"],
  ])("%s", (_, rule, pointer) => {
    const message = expect.stringMatching(/^Everybody matches/);
    expect(problemsOf(rule)).toEqual([{ pointer, message }]);
  });
});

describe("a rule that someone may match, and someone not, is accepted", () => {
  it.each<[string, unknown]>([
    ["no condition", allOf()],
    ["the negation of none", { ...allOf(), not: true }],
    [
      "within a longer time but not a shorter",
      allOf(is("x", "inLast", "P30D"), is("x", "notInLast", "P7D")),
    ],
    ["today, in the last week", allOf(is("x", "inCurrent", "day"), is("x", "inCurrent", "week"))],
    ["yesterday, this week", allOf(is("x", "inPrevious", "day"), is("x", "inCurrent", "week"))],
    [
      "this week but not this month",
      allOf(is("x", "inCurrent", "week"), is("x", "notInCurrent", "month")),
    ],
    ["lists with both", allOf(is("x", "contains", "a"), is("x", "contains", "b"))],
    ["lists of long words", allOf(is("x", "contains", "abc"), is("x", "doesNotContain", "b"))],
    ["one bound", allOf(is("x", ">=", 5), is("x", "<=", 5))],
    ["one of two behaviours each", allOf(counted("some"), counted("some", undefined, named("x")))],
    ["missing, or compared", allOf(is("x", "null"), is("x", "=", 1, orMissing))],
    ["numbers, or of another type", anyOf(is("x", "<", 3), is("x", ">=", 3), is("x", "null"))],
    ["one without the missing", anyOf(is("score", "<", 3), is("score", ">=", 3))],
    ["all but one number", anyOf(is("score", "<", 3), is("score", ">", 3), is("score", "null"))],
    ["different fallbacks", allOf(is("x", "=", 1, { coalesce: ["y"] }), is("x", "=", 2))],
    ["different salts", allOf(split(0, 10), split(10, 20, "b"))],
    ["once, but not now", allOf(is("x", "hasEverBeen", ["a"]), is("x", "!=", "a"))],
    ["missing now", allOf(is("x", "hasEverBeen", ["a"]), is("x", "null"))],
    ["not both, nor of another type", { ...allOf(is("x", "null"), is("x", "=", 1)), not: true }],
    ["one dead branch", anyOf(is("y", "=", 1), allOf(is("x", "=", 1), is("x", "=", 2)))],
    [
      "none of what nobody can be",
      allOf(counted("none", 0, allOf(is("name", "=", "a"), is("name", "=", "b")))),
    ],
  ])("%s", (_, rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });
});

it("says which two conditions clash", () => {
  const rule = allOf(is("tier", "=", "Gold"), is("score", ">", 1), is("tier", "in", ["Silver"]));
  expect(problemsOf(rule)).toEqual([
    {
      pointer: "/rules/2",
      message:
        'Nobody can match both tier = "Gold" and tier in ["Silver"]: change or remove one of them.',
    },
  ]);
});
