import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { PredicateIndex } from "../../shared/segmentation/index/predicate-index.ts";
import type { Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { attributesOnly } from "./records.ts";
import { and, context, day, gold, high, last, next, not, now, or } from "./timed-rules.ts";

type Days = Readonly<Record<string, number>>;

/** Instants so many days from now, and what else the profile holds. */
function record(days: Days, others: Readonly<Record<string, string | number>> = {}) {
  const dates = Object.entries(days).map(([name, each]): [string, string] => [
    name,
    new Date(now + each * day).toISOString(),
  ]);
  return attributesOnly({ ...Object.fromEntries(dates), ...others });
}

function indexOf(rules: readonly RuleGroup[]): PredicateIndex {
  const index = new PredicateIndex(context);
  for (const [ordinal, rule] of rules.entries()) index.add(ordinal, rule);
  return index;
}

describe("the next instant at which time may turn a rule is", () => {
  it.each<[string, readonly RuleGroup[], Days, number | undefined]>([
    ["when a value leaves its window", [and(last("a"))], { a: -2 }, 5],
    ["when one enters it", [and(next("a"))], { a: 9 }, 2],
    ["none without a value", [and(last("a"))], {}, undefined],
    ["none after it has left", [and(last("a"))], { a: -8 }, undefined],
    [
      "the first of several",
      [and(last("a")), and(last("b")), and(last("c"))],
      { a: -2, b: -4, c: -1 },
      3,
    ],
    ["the first, whatever the order", [and(last("b")), and(last("a"))], { a: -2, b: -4 }, 3],
    ["when either leaves, where both must stay", [and(last("a"), last("b"))], { a: -2, b: -4 }, 3],
    [
      "when the later one leaves, where one is enough",
      [or(last("a"), last("b"))],
      { a: -2, b: -4 },
      5,
    ],
    [
      "none where what it also takes never comes",
      [and(last("a"), last("b"))],
      { a: -2, b: -30 },
      undefined,
    ],
    ["when what it also takes comes", [and(last("a"), next("b"))], { a: -2, b: 10 }, 3],
    ["when the rest may let it", [and(last("a"), next("b"))], { a: -6, b: 10 }, 3],
    ["the same under a not", [not(last("a"), last("b"))], { a: -2, b: -4 }, 3],
    [
      "of three that are enough each, the last",
      [or(last("a"), last("b"), last("c"))],
      { a: -2, b: -4, c: -6 },
      5,
    ],
    [
      "of three that it takes, the first",
      [and(last("a"), last("b"), last("c"))],
      { a: -2, b: -4, c: -6 },
      1,
    ],
    [
      "none where one of three never comes",
      [and(last("a"), last("b"), last("c"))],
      { a: -2, b: -4, c: -30 },
      undefined,
    ],
    [
      "when the last of three comes",
      [and(next("a"), next("b"), next("c"))],
      { a: 8, b: 9, c: 12 },
      5,
    ],
    [
      "when one of two ways opens",
      [and(last("a"), or(next("b"), next("c")))],
      { a: -1, b: 9, c: 12 },
      2,
    ],
  ])("%s", (_, rules, days, due) => {
    const found = indexOf(rules).nextDue(record(days), now);
    expect(found).toBe(due === undefined ? undefined : now + due * day);
  });

  it.each<[RuleGroup, string, number, number | undefined]>([
    [and(last("a"), gold), "Gold", 9, 5],
    [and(last("a"), gold), "Silver", 9, undefined],
    [or(last("a"), gold), "Gold", 9, undefined],
    [or(last("a"), gold), "Silver", 9, 5],
    [and(last("a"), or(gold, high)), "Silver", 9, 5],
    [and(last("a"), or(gold, high)), "Silver", 1, undefined],
    [and(last("a"), or(gold, last("b"))), "Silver", 1, 3],
    [and(last("a"), or(gold, last("b"))), "Gold", 1, 5],
    [and(last("a"), not(gold), high), "Silver", 9, 5],
    [and(last("a"), not(gold), high), "Gold", 9, undefined],
  ])("%j of %s and %d: %j days ahead", (rule, tier, score, due) => {
    const profile = record({ a: -2, b: -4 }, { tier, score });
    const found = indexOf([rule]).nextDue(profile, now);
    expect(found).toBe(due === undefined ? undefined : now + due * day);
  });

  it("said again the same, and of another profile another", () => {
    const index = indexOf([and(last("a"))]);
    const profiles = [-2, -4, -2].map((days) => record({ a: days }));
    expect(profiles.map((each) => index.nextDue(each, now))).toEqual(
      [5, 3, 5].map((days) => now + days * day),
    );
  });
});

describe("of rules that look at the clock once each", () => {
  it("is when the first of them turns, no earlier", () => {
    const seed = seedOf("exact dues");
    const random = new Random(seed);
    let dues = 0;
    for (let trial = 0; trial < trialsOf(600); trial += 1) {
      const rules = random.list(1 + random.below(4), () => lookingOnce(random));
      const dates = ["a", "b", "c"].map((name): [string, number] => [name, random.below(30) - 15]);
      const others = { tier: random.pick(["Gold", "Silver"]), score: random.below(10) };
      const profile = record(Object.fromEntries(dates), others);
      const turns = rules.map(
        (rule) => compileRule(rule, context).nextFlip(profile, now) ?? Infinity,
      );
      const first = Math.min(...turns);
      if (first < Infinity) dues += 1;
      const due = indexOf(rules).nextDue(profile, now) ?? Infinity;
      expect(due, `seed ${seed}: ${JSON.stringify(rules)}`).toBe(first);
    }
    expect(dues).toBeGreaterThan(0);
  });
});

/** A random rule with one window, among conditions that time does not change. */
function lookingOnce(random: Random): RuleGroup {
  const plain = (): Rule => random.pick<Rule>([gold, high, not(gold), not(high)]);
  const window = random.pick([last, next])(random.pick(["a", "b", "c"]));
  const join = (rules: Rule[]): RuleGroup => ({
    combinator: random.pick(["and", "or"] as const),
    not: random.chance(0.2),
    rules,
  });
  const inner = join([window, ...random.list(random.below(3), plain)]);
  const beside = random.list(random.below(3), () => join([plain(), plain()]));
  return join([inner, ...beside]);
}
