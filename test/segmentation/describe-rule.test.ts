import { describe, expect, it } from "vitest";
import { describeRule } from "../../shared/segmentation/describe/describe-rule.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { randomQuestion } from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { start } from "./random-record.ts";
import { randomContext } from "./random-words.ts";

const one = (condition: Condition) => describeRule({ combinator: "and", rules: [condition] });
const all = (...rules: Condition[]): RuleGroup => ({ combinator: "and", rules });

const named: Condition = { field: "name", operator: "=", value: "viewed" };
const lastWeek: Condition = { field: "at", operator: "inLast", value: "P7D" };
const split = { salt: "holdout-2026", from: 0, to: 12.5 };
const afterEnrolment = { duration: "P7D", of: "enrolledAt" };
const beforeLastLogin = { duration: "P1M", of: { behaviour: "login", which: "last" } };
const steps = { steps: [all(named), all(lastWeek, named)], within: "P3D" };

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
  ["null", "", "x has no value"],
  ["notNull", "", "x has a value"],
  ["in", ["a", "b"], 'x is any of "a" or "b"'],
  ["notIn", [1, 2], "x is none of 1 or 2"],
  ["between", [1, 2], "x is between 1 and 2 (inclusive)"],
  ["notBetween", [1, 2], "x is not between 1 and 2 (inclusive)"],
  ["containsAny", ["a"], 'x contains any of "a"'],
  ["containsNone", ["a", "b"], 'x contains none of "a" or "b"'],
  ["containsAll", ["a", "b"], 'x contains all of "a" and "b"'],
  ["isExactly", [], "x is exactly an empty list"],
  ["isNotExactly", ["a"], 'x is not exactly "a"'],
  ["before", "2026-01-01", "x is before January 1, 2026"],
  ["after", "2026-01-01T10:00Z", 'x is after "2026-01-01T10:00Z"'],
  ["on", "2026-01-01", "x is on January 1, 2026"],
  ["notOn", "2026-01-01", "x is not on January 1, 2026"],
  ["inLast", "P30D", "x is within the last 30 days"],
  ["notInLast", "P1Y6MT1H", "x is not within the last 1 year, 6 months and 1 hour"],
  ["inNext", "P1D", "x is within the next day"],
  ["notInNext", "P2W", "x is not within the next 2 weeks"],
  ["inCurrent", "quarter", "x is in the current calendar quarter"],
  ["notInCurrent", "day", "x is not today"],
  ["inPrevious", "month", "x is in the previous calendar month"],
  ["notInPrevious", "year", "x is not in the previous calendar year"],
  ["inFollowing", "week", "x is in the next week (Monday to Sunday)"],
  ["notInFollowing", "month", "x is not in the next calendar month"],
  ["anniversaryInNext", "P30D", "x has an anniversary within the next 30 days"],
  ["notAnniversaryInNext", "P30D", "x has no anniversary within the next 30 days"],
  ["anniversaryInLast", "P30D", "x has had an anniversary within the last 30 days"],
  ["notAnniversaryInLast", "P30D", "x has had no anniversary within the last 30 days"],
  ["withinAfter", afterEnrolment, "x is within 7 days after the profile's enrolledAt"],
  ["notWithinAfter", afterEnrolment, "x is not within 7 days after the profile's enrolledAt"],
  ["withinBefore", beforeLastLogin, 'x is within 1 month before the profile\'s last "login"'],
  [
    "notWithinBefore",
    beforeLastLogin,
    'x is not within 1 month before the profile\'s last "login"',
  ],
  ["changedInLast", "P7D", "x has changed within the last 7 days"],
  ["notChangedInLast", "P7D", "x has not changed within the last 7 days"],
  ["updatedInLast", "P90D", "x has been updated within the last 90 days"],
  ["notUpdatedInLast", "P90D", "x has not been updated within the last 90 days"],
  ["hasEverBeen", ["Gold"], 'x has at some point been "Gold"'],
  ["hasNeverBeen", ["Gold", "Silver"], 'x has never been "Gold" or "Silver"'],
  ["inSplit", split, 'x falls in 0% to 12.5% of the random split "holdout-2026"'],
  ["notInSplit", split, 'x does not fall in 0% to 12.5% of the random split "holdout-2026"'],
  [
    "sequence",
    steps,
    '(x happened in this order: (name is "viewed"), then (at is within the last 7 days and name is "viewed"), all within 3 days)',
  ],
  [
    "notSequence",
    { steps: steps.steps },
    '(x did not happen in this order: (name is "viewed"), then (at is within the last 7 days and name is "viewed"))',
  ],
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
    ).toBe('((tier is "Gold" or has no value) or region is "EMEA") and region is "EMEA"');
    expect(describeRule({ combinator: "or", not: true, rules: [gold, emea] })).toBe(
      'not ((tier is "Gold" or has no value) or region is "EMEA")',
    );
    expect(describeRule({ combinator: "and", rules: [] })).toBe("everyone");
  });

  const gold: Condition = { field: "tier", operator: "=", value: "Gold" };

  it.each([
    [{ mode: "all" } as const, "all contacts, if any, match"],
    [{ mode: "some" } as const, "has any contacts where"],
    [{ mode: "none" } as const, "has no contacts where"],
    [{ mode: "atLeast", threshold: 1 } as const, "has any contacts where"],
    [{ mode: "atLeast", threshold: 3 } as const, "has at least 3 contacts where"],
    [{ mode: "atMost", threshold: 0 } as const, "has no contacts where"],
    [{ mode: "atMost", threshold: 2 } as const, "has at most 2 contacts where"],
    [{ mode: "exactly", threshold: 1 } as const, "has exactly 1 of the contacts where"],
  ])("says how many of a list count: %j", (match, words) => {
    expect(one({ field: "contacts", match, value: all(gold, gold) })).toBe(
      `${words} (tier is "Gold" and tier is "Gold")`,
    );
    const isAll = match.mode === "all";
    expect(one({ field: "contacts", match, value: all() })).toBe(
      isAll ? `${words} (anything)` : words.replace(" where", ""),
    );
  });

  it.each([
    [{ mode: "some" } as const, 'has done "viewed"'],
    [{ mode: "none" } as const, 'has not done "viewed"'],
    [{ mode: "atLeast", threshold: 1 } as const, 'has done "viewed"'],
    [{ mode: "atLeast", threshold: 3 } as const, 'has done "viewed" at least 3 times'],
    [{ mode: "atMost", threshold: 1 } as const, 'has done "viewed" at most once'],
    [{ mode: "exactly", threshold: 0 } as const, 'has not done "viewed"'],
  ])("says how often something was done, and when: %j", (match, words) => {
    const did = (...rules: Condition[]) =>
      one({ field: "behaviours", match, value: all(...rules) });
    expect(did(named)).toBe(words);
    expect(did(named, lastWeek)).toBe(`${words} within the last 7 days`);
    const never = { mode: "none" } as const;
    expect(one({ field: "behaviours", match: never, value: all(lastWeek) })).toBe(
      "has no behaviours within the last 7 days",
    );
    const today: Condition = { field: "at", operator: "inCurrent", value: "day" };
    expect(did(today, named)).toBe(`${words} today`);
    const course: Condition = { field: "properties.course", operator: "=", value: "c-1" };
    expect(did(named, lastWeek, course)).toBe(
      `${words} where (at is within the last 7 days and properties.course is "c-1")`,
    );
  });

  it("does not say that something was done where the rule asks otherwise", () => {
    const match = { mode: "some" } as const;
    const did = (value: unknown) => one({ field: "behaviours", match, value });
    expect(did({ ...all(named), not: true })).toBe(
      'has any behaviours where (not (name is "viewed"))',
    );
    expect(did({ combinator: "or", rules: [named, lastWeek] })).toBe(
      'has any behaviours where (name is "viewed" or at is within the last 7 days)',
    );
    expect(did(all({ ...named, includeMissing: true }))).toBe(
      'has any behaviours where ((name is "viewed" or has no value))',
    );
    const notLately: Condition = { ...lastWeek, operator: "notInLast" };
    expect(did(all(named, notLately))).toBe(
      'has done "viewed" where (at is not within the last 7 days)',
    );
  });

  it("leaves a gap where a value is still to come", () => {
    expect(one({ field: "x", operator: "=", value: null })).toBe("x is …");
    expect(one({ field: "x", operator: "in", value: [] })).toBe("x is any of …");
    expect(one({ field: "segment", operator: "in", value: [] })).toBe(
      "is a member of the segment …",
    );
    expect(one({ field: "x", operator: "in", value: ["a"] })).toBe('x is "a"');
    expect(one({ field: "x", operator: "notIn", value: ["a"] })).toBe('x is not "a"');
  });

  it("says a random split without an id", () => {
    expect(one({ field: "id", operator: "inSplit", value: split })).toBe(
      'falls in 0% to 12.5% of the random split "holdout-2026"',
    );
  });

  it("tells a day that there is not as it is written", () => {
    expect(one({ field: "x", operator: "on", value: "2026-02-30" })).toBe('x is on "2026-02-30"');
  });

  it("says what a contact without a company is", () => {
    const match = { mode: "some" } as const;
    const condition = { field: "company", match, value: all(), includeMissing: true };
    expect(one(condition)).toBe("(has any company or company is not known)");
    expect(one({ field: "company", operator: "null" })).toBe("company is not known");
  });

  it.each([
    [{ function: "count" } as const, "the number of behaviours"],
    [{ function: "first", of: "at" } as const, "the time of the first of behaviours"],
    [
      { function: "last", of: "properties.plan" } as const,
      "properties.plan of the last of behaviours",
    ],
    [
      { function: "sum", of: "properties.amount" } as const,
      "the total properties.amount of behaviours",
    ],
    [
      { function: "min", of: "properties.amount" } as const,
      "the smallest properties.amount of behaviours",
    ],
    [
      { function: "max", of: "properties.amount" } as const,
      "the largest properties.amount of behaviours",
    ],
    [
      { function: "average", of: "properties.amount", where: all(named) } as const,
      'the average properties.amount of behaviours where (name is "viewed")',
    ],
  ])("%j", (aggregate, words) => {
    const field = "behaviours";
    expect(one({ field, aggregate, operator: ">=", value: 3 })).toBe(`${words} is at least 3`);
    expect(one({ field, aggregate, operator: "=", value: 3, includeMissing: true })).toBe(
      `(${words} is 3 or has no value)`,
    );
  });

  it("says where else a value may stand", () => {
    const coalesce = ["level", "partner tier"];
    expect(one({ field: "tier", operator: "=", value: "Gold", coalesce })).toBe(
      'the first of tier, level and [partner tier] that has a value is "Gold"',
    );
    const other: Condition = { field: "a", operator: ">", value: "b", valueSource: "field" };
    expect(one(other)).toBe("a is greater than the value of b");
    expect(one({ ...other, valueSource: "value" })).toBe('a is greater than "b"');
  });

  it("calls segments by their names where it is told them", () => {
    const names = { segmentName: (id: string) => (id === "s-1" ? "Gold partners" : undefined) };
    const segment = (operator: string, value: string[]) =>
      describeRule(all({ field: "segment", operator, value }), names);
    expect(segment("in", ["s-1"])).toBe('is a member of the segment "Gold partners"');
    expect(segment("notIn", ["s-1"])).toBe('is not a member of the segment "Gold partners"');
    expect(segment("in", ["s-1", "s-2"])).toBe(
      'is a member of any of the segments "Gold partners" or "s-2"',
    );
    expect(segment("notIn", ["s-1", "s-2"])).toBe(
      'is a member of none of the segments "Gold partners" or "s-2"',
    );
  });

  it("lets no name pass for a part of the sentence", () => {
    const sly = one({ field: 'a is "b" or c', operator: "null" });
    expect(sly).toBe('[a is \\"b\\" or c] has no value');
    expect(one({ field: "a] or [b", operator: "null" })).toBe("[a\\] or [b] has no value");
  });
});

describe("random rules that read alike", () => {
  const random = new Random(seedOf("descriptions"));
  const { records } = randomPopulation({ contact: 40, company: 20 }, random);

  it("hold alike for every profile", () => {
    const seen = new Map<string, { readonly rule: RuleGroup; readonly truths: string }>();
    const mistaken: string[] = [];
    let alike = 0;
    for (let at = 0; at < 600; at++) {
      const context = randomContext("contact");
      const parsed = parseRule(randomQuestion("contact", random).rule, context);
      for (const part of parsed.ok ? [parsed.rule, ...partsOf(parsed.rule)] : []) {
        const text = describeRule(part);
        const compiled = compileRule(part, context);
        const truths = records.contact.map((each) => compiled.evaluate(each, start)).join();
        const other = seen.get(text);
        if (other === undefined) seen.set(text, { rule: part, truths });
        else if (JSON.stringify(other.rule) !== JSON.stringify(part)) {
          alike++;
          if (truths !== other.truths) mistaken.push(JSON.stringify([text, other.rule, part]));
        }
      }
    }
    expect(mistaken).toEqual([]);
    expect(alike).toBeGreaterThan(0);
  });

  it("are told apart by every value in them", () => {
    for (let at = 0; at < 100; at++) {
      const parsed = parseRule(randomQuestion("company", random).rule, randomContext("company"));
      if (!parsed.ok) continue;
      const text = describeRule(parsed.rule);
      for (const changed of withOneValueChanged(parsed.rule)) {
        expect(describeRule(changed), JSON.stringify(changed)).not.toBe(text);
      }
    }
  });
});

/** Each condition by itself: small rules meet more often than large ones. */
function partsOf(group: RuleGroup): RuleGroup[] {
  return group.rules.map((member): RuleGroup => ({ combinator: "and", rules: [member] }));
}

/** Keys whose values a rule does not mean anything by here, or that are read only beside another. */
const silent = new Set(["combinator", "threshold", "id", "path"]);

/** The rule again and again, each time with one string, number or boolean in it changed. */
function withOneValueChanged(rule: RuleGroup): RuleGroup[] {
  const count = places(rule, -1).seen;
  return Array.from({ length: count }, (_, at) => places(rule, at).rule);
}

function places(
  rule: RuleGroup,
  chosen: number,
): { readonly seen: number; readonly rule: RuleGroup } {
  let seen = 0;
  const written = JSON.stringify(
    rule,
    function (this: Record<string, unknown>, key, value: unknown) {
      const matched = key === "operator" && (this["match"] !== undefined || value === "");
      if (silent.has(key) || matched || typeof value === "object") return value;
      const empty =
        value === undefined || (key === "value" && /null/i.test(String(this["operator"])));
      if (empty || ["mode", "function", "of", "operator", "valueSource"].includes(key))
        return value;
      if (seen++ !== chosen) return value;
      if (typeof value === "boolean") return !value;
      return typeof value === "number" ? value + 1 : `${JSON.stringify(value)}~`;
    },
  );
  return { seen, rule: JSON.parse(written) };
}
