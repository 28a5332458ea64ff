import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { matchFlip, matchTruth } from "../../shared/segmentation/evaluate/match-count.ts";
import { count } from "../../shared/segmentation/evaluate/truth.ts";
import type { Truth } from "../../shared/segmentation/record.ts";
import type { CombinatorName, Condition, MatchMode } from "../../shared/segmentation/rule.ts";
import { attributesOnly, contactRules } from "./records.ts";

/** Conditions with a known truth on a profile whose only attribute is `here`. */
const conditions: Readonly<Record<string, Condition>> = {
  T: { field: "here", operator: "=", value: 1 },
  F: { field: "here", operator: "=", value: 2 },
  U: { field: "gone", operator: "=", value: 1 },
};
const truths: Readonly<Record<string, Truth>> = { T: true, F: false, U: null };

function known(condition: Condition | undefined): Condition {
  if (condition === undefined) throw new RangeError("use T, F and U");
  return condition;
}

function group(combinator: CombinatorName, members: string, not = false): Truth {
  const rules = members.split("").map((member) => known(conditions[member]));
  const compiled = compileRule({ combinator, not, rules }, contactRules());
  return compiled.evaluate(attributesOnly({ here: 1 }), 0);
}

describe("groups", () => {
  it.each([
    ["TT", "T", "T"],
    ["TF", "F", "T"],
    ["TU", "U", "T"],
    ["FT", "F", "T"],
    ["FF", "F", "F"],
    ["FU", "F", "U"],
    ["UT", "U", "T"],
    ["UF", "F", "U"],
    ["UU", "U", "U"],
    ["TUF", "F", "T"],
    ["", "T", "F"],
  ])("%s: and is %s, or is %s", (members, and, or) => {
    expect(group("and", members)).toBe(truths[and]);
    expect(group("or", members)).toBe(truths[or]);
  });

  it.each([
    ["T", "F"],
    ["F", "T"],
    ["U", "U"],
  ])("not %s is %s", (member, expected) => {
    expect(group("and", member, true)).toBe(truths[expected]);
  });
});

function matched(mode: MatchMode, threshold: number, members: string): Truth {
  const list = members.split("").map((member) => truths[member] ?? null);
  return matchTruth({ mode, threshold }, count(list));
}

describe("matches", () => {
  it.each<[MatchMode, number, string, string]>([
    ["all", 0, "", "T"],
    ["all", 0, "TT", "T"],
    ["all", 0, "TU", "U"],
    ["all", 0, "UF", "F"],
    ["some", 0, "", "F"],
    ["some", 0, "UF", "U"],
    ["some", 0, "UT", "T"],
    ["none", 0, "", "T"],
    ["none", 0, "FF", "T"],
    ["none", 0, "FU", "U"],
    ["none", 0, "FT", "F"],
    ["atLeast", 0, "", "T"],
    ["atLeast", 2, "TUF", "U"],
    ["atLeast", 2, "TFF", "F"],
    ["atLeast", 2, "TTU", "T"],
    ["atMost", 0, "", "T"],
    ["atMost", 1, "TU", "U"],
    ["atMost", 1, "TTU", "F"],
    ["atMost", 2, "TU", "T"],
    ["exactly", 0, "", "T"],
    ["exactly", 0, "F", "T"],
    ["exactly", 1, "TU", "U"],
    ["exactly", 1, "TTU", "F"],
    ["exactly", 3, "TU", "F"],
    ["exactly", 2, "TTF", "T"],
  ])("%s %i of %s is %s", (mode, threshold, members, expected) => {
    expect(matched(mode, threshold, members)).toBe(truths[expected]);
  });

  it.each<[MatchMode, number, number]>([
    ["all", 0, 10],
    ["some", 0, 30],
    ["none", 0, 30],
    ["atLeast", 2, 20],
    ["atMost", 1, 20],
    ["exactly", 3, 10],
    ["exactly", 2, 10],
  ])(
    "%s %i of three that end at 10, 20 and 30 changes at %i at the earliest",
    (mode, threshold, flip) => {
      expect(matchFlip({ mode, threshold }, [true, true, true], [10, 20, 30])).toBe(flip);
    },
  );
});
