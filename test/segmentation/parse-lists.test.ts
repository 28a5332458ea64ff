import { describe, expect, it } from "vitest";
import { allOf, problemOf, some, typedRules } from "./parse-problem.ts";

const made = (field: string, aggregate: unknown, operator: string, value?: unknown, more = {}) => ({
  field,
  aggregate,
  operator,
  value,
  ...more,
});
const step = (name: string) => allOf({ field: "name", operator: "=", value: name });
const follow = (value: unknown, operator = "sequence") => ({
  field: "behaviours",
  operator,
  value,
});
const split = (value: unknown, field = "id") => ({ field, operator: "inSplit", value });
const half = { salt: "a", from: 0, to: 50 };
const week = { duration: "P7D", of: "certifiedAt" };
const opened = allOf({ field: "name", operator: "=", value: "opened" });

describe("questions about lists are accepted", () => {
  it.each<[string, "contact" | "company", unknown]>([
    ["how many there are", "contact", made("behaviours", { function: "count" }, ">=", 3)],
    [
      "how many there are of some",
      "contact",
      made("behaviours", { function: "count", where: opened }, "between", [1, 3]),
    ],
    ["the first", "contact", made("behaviours", { function: "first", of: "at" }, "inLast", "P7D")],
    [
      "the last",
      "contact",
      made("behaviours", { function: "last", of: "at" }, "withinAfter", week),
    ],
    [
      "a property of the last",
      "contact",
      made("behaviours", { function: "last", of: "properties.course" }, "contains", "c"),
    ],
    [
      "a sum of a property",
      "contact",
      made("behaviours", { function: "sum", of: "properties.paid" }, ">", 5.5),
    ],
    [
      "whether there is one",
      "contact",
      made("company", { function: "max", of: "size" }, "notNull"),
    ],
    [
      "the largest of companies, or none",
      "contact",
      made("company", { function: "max", of: "score" }, ">", 5, { includeMissing: true }),
    ],
    [
      "the average of contacts",
      "company",
      made("contacts", { function: "average", of: "score" }, "<=", 5),
    ],
    [
      "the least above",
      "company",
      made("ancestors", { function: "min", of: "score" }, "in", [1, 2]),
    ],
    ["behaviours in order", "contact", follow({ steps: [step("a"), step("b")] })],
    [
      "behaviours in order, soon",
      "company",
      follow({ steps: [step("a"), allOf(), step("c")], within: "P3D" }, "notSequence"),
    ],
    ["a part of a split", "contact", split(half)],
    ["a hundredth of a percent", "contact", split({ salt: "a", from: 99.99, to: 100 })],
    ["any of several", "contact", { field: "courses", operator: "containsAny", value: ["a"] }],
    ["all, undeclared", "contact", { field: "x", operator: "containsAll", value: ["a", "a"] }],
    ["exactly none", "contact", { field: "x", operator: "isExactly", value: [] }],
  ])("%s", (_, object, condition) => {
    expect(problemOf(condition, typedRules(object))).toBeUndefined();
  });
});

describe("a question about lists is refused where it is wrong, with what to do", () => {
  it.each<[string, "contact" | "company", unknown, string, RegExp]>([
    ["neither counted nor made one", "company", { field: "contacts" }, "/match", /aggregate/],
    [
      "order of contacts",
      "company",
      { field: "contacts", operator: "sequence", value: { steps: [allOf(), allOf()] } },
      "/operator",
      /behaviours only/,
    ],
    ["null of behaviours", "contact", { field: "behaviours", operator: "null" }, "/match", /many/],
    [
      "both counted and made one",
      "contact",
      made("behaviours", { function: "count" }, "=", 1, { match: some }),
      "/match",
      /without aggregate/,
    ],
    ["counting one value", "contact", { field: "tier", match: some }, "/match", /works on behav/],
    [
      "making one of one value",
      "contact",
      made("tier", { function: "count" }, "=", 1),
      "/aggregate",
      /is one value/,
    ],
    [
      "another function",
      "contact",
      made("behaviours", { function: "median", of: "properties.x" }, "=", 1),
      "/aggregate/function",
      /Use one of first/,
    ],
    [
      "count of something",
      "contact",
      made("behaviours", { function: "count", of: "at" }, "=", 1),
      "/aggregate/of",
      /remove "of"/,
    ],
    [
      "count that is missing",
      "contact",
      made("behaviours", { function: "count" }, "=", 1, { includeMissing: true }),
      "/includeMissing",
      /never missing/,
    ],
    [
      "sum of nothing",
      "contact",
      made("behaviours", { function: "sum" }, "=", 1),
      "/aggregate/of",
      /properties/,
    ],
    [
      "sum of times",
      "contact",
      made("behaviours", { function: "sum", of: "at" }, "=", 1),
      "/aggregate/of",
      /properties/,
    ],
    [
      "prototype as a property",
      "contact",
      made("behaviours", { function: "last", of: "properties.constructor" }, "=", 1),
      "/aggregate/of",
      /"at" or "properties/,
    ],
    [
      "first of companies",
      "contact",
      made("company", { function: "first", of: "score" }, "=", 1),
      "/aggregate/function",
      /behaviours only/,
    ],
    [
      "sum of text",
      "contact",
      made("company", { function: "sum", of: "nickname" }, "=", 1),
      "/aggregate/of",
      /needs numbers/,
    ],
    [
      "sum of ids",
      "company",
      made("contacts", { function: "sum", of: "id" }, "=", 1),
      "/aggregate/of",
      /name an attribute/,
    ],
    [
      "text of a number",
      "contact",
      made("behaviours", { function: "count" }, "contains", "1"),
      "/operator",
      /declared as number/,
    ],
    [
      "count in quotes",
      "contact",
      made("behaviours", { function: "count" }, "=", "1"),
      "/value",
      /without quotes/,
    ],
    [
      "past of an aggregate",
      "contact",
      made("behaviours", { function: "last", of: "at" }, "changedInLast", "P1D"),
      "/operator",
      /does not work on an aggregate/,
    ],
    [
      "no operator",
      "contact",
      made("behaviours", { function: "count" }, ""),
      "/operator",
      /not an operator/,
    ],
    [
      "attribute among behaviours",
      "contact",
      made(
        "behaviours",
        { function: "count", where: allOf({ field: "tier", operator: "null" }) },
        "=",
        1,
      ),
      "/aggregate/where/rules/0/field",
      /not a field of a behaviour/,
    ],
    [
      "no group",
      "contact",
      made("behaviours", { function: "count", where: "all" }, "=", 1),
      "/aggregate/where",
      /Give a group/,
    ],
    [
      "another field",
      "contact",
      made("behaviours", { function: "count" }, "=", "score", { valueSource: "field" }),
      "/valueSource",
      /not compared with another/,
    ],
    [
      "anchor of an aggregate that is no date",
      "contact",
      made("behaviours", { function: "last", of: "at" }, "withinAfter", {
        duration: "P1D",
        of: "score",
      }),
      "/value/of",
      /measure from a date/,
    ],
    ["one step", "contact", follow({ steps: [step("a")] }), "/value/steps", /2 to 5 groups/],
    [
      "six steps",
      "contact",
      follow({ steps: Array(6).fill(step("a")) }),
      "/value/steps",
      /2 to 5 groups/,
    ],
    ["steps alone", "contact", follow([step("a"), step("b")]), "/value", /"steps"/],
    [
      "a step that is no group",
      "contact",
      follow({ steps: [step("a"), "b"] }),
      "/value/steps/1",
      /Give a group/,
    ],
    [
      "an attribute in a step",
      "contact",
      follow({ steps: [step("a"), allOf({ field: "tier", operator: "null" })] }),
      "/value/steps/1/rules/0/field",
      /not a field of a behaviour/,
    ],
    [
      "steps within words",
      "contact",
      follow({ steps: [step("a"), step("b")], within: "3 days" }),
      "/value/within",
      /P30D/,
    ],
    [
      "more than there is",
      "contact",
      follow({ steps: [step("a"), step("b")], strict: true }),
      "/value",
      /"steps"/,
    ],
    [
      "steps that may be missing",
      "contact",
      { ...follow({ steps: [step("a"), step("b")] }), includeMissing: true },
      "/includeMissing",
      /never missing/,
    ],
    [
      "order of an attribute",
      "contact",
      { field: "tier", operator: "sequence", value: { steps: [allOf(), allOf()] } },
      "/operator",
      /behaviours only/,
    ],
    [
      "equality of segments",
      "contact",
      { field: "segment", operator: "=", value: "s" },
      "/operator",
      /"in" or "notIn"/,
    ],
    [
      "no segment",
      "contact",
      { field: "segment", operator: "in", value: [] },
      "/value",
      /ids of one or more segments/,
    ],
    [
      "segments by number",
      "contact",
      { field: "segment", operator: "in", value: [1] },
      "/value",
      /ids of one or more segments/,
    ],
    [
      "segments that may be missing",
      "contact",
      { field: "segment", operator: "in", value: ["s"], includeMissing: true },
      "/includeMissing",
      /never missing/,
    ],
    [
      "counted segments",
      "contact",
      { field: "segment", match: some, value: allOf() },
      "/match",
      /nothing to count/,
    ],
    ["split by an attribute", "contact", split(half, "tier"), "/operator", /splits by id/],
    ["split without salt", "contact", split({ from: 0, to: 5 }), "/value/salt", /salt of 1 to 100/],
    ["empty salt", "contact", split({ ...half, salt: "" }), "/value/salt", /salt of 1 to 100/],
    ["three decimals", "contact", split({ ...half, to: 0.125 }), "/value/to", /two decimals/],
    ["beyond the whole", "contact", split({ ...half, to: 101 }), "/value/to", /from 0 to 100/],
    ["an empty part", "contact", split({ ...half, from: 50 }), "/value/to", /more than "from"/],
    ["percent alone", "contact", split(10), "/value", /"holdout-2026"/],
    [
      "split that may be missing",
      "contact",
      { ...split(half), includeMissing: true },
      "/includeMissing",
      /never missing/,
    ],
    [
      "any of nothing",
      "contact",
      { field: "courses", operator: "containsAny", value: [] },
      "/value",
      /at least one/,
    ],
    [
      "any of one without a list",
      "contact",
      { field: "courses", operator: "containsAny", value: "c-1" },
      "/value",
      /array/,
    ],
    [
      "elements that are numbers",
      "contact",
      { field: "x", operator: "isExactly", value: [1] },
      "/value",
      /elements as strings/,
    ],
    [
      "elements of text",
      "contact",
      { field: "nickname", operator: "containsAll", value: ["a"] },
      "/operator",
      /declared as string/,
    ],
    [
      "companies there or not, counted from a fallback",
      "contact",
      { field: "company", operator: "null", coalesce: ["tier"] },
      "/coalesce",
      /works on attributes/,
    ],
    [
      "companies there or missing",
      "contact",
      { field: "company", operator: "null", includeMissing: true },
      "/includeMissing",
      /never missing/,
    ],
  ])("%s", (_, object, condition, pointer, message) => {
    const problem = problemOf(condition, typedRules(object));
    expect(problem?.message).toMatch(message);
    expect(problem?.pointer).toBe(pointer);
  });
});
