import { beforeAll, describe, expect, it } from "vitest";
import { type CompiledRule, compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { memberBits } from "../../shared/segmentation/index/member-bits.ts";
import {
  PredicateIndex,
  type RecordChange,
} from "../../shared/segmentation/index/predicate-index.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { Rule, RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { attributeCondition } from "./random-attribute.ts";
import { randomStep } from "./random-history.ts";
import { randomPopulation } from "./random-population.ts";
import { start } from "./random-record.ts";
import { randomContext } from "./random-words.ts";

const context = { ...randomContext("contact"), zone: "Europe/Berlin" };
const popular = ["score", "tier", "certifiedAt", "note", "lastLogin"];

/** Many rules on few attributes, so that each value and bound stands in many of them. */
function denseRule(random: Random): RuleGroup {
  const condition = (): Rule =>
    attributeCondition("contact", "contact", random, random.pick(popular));
  const nested: Rule = {
    combinator: random.pick(["and", "or"] as const),
    not: random.chance(0.2),
    rules: random.list(2, condition),
  };
  const rules = random.list(1 + random.below(3), condition);
  return { combinator: random.pick(["and", "and", "or"] as const), rules: [nested, ...rules] };
}

function acceptedRules(random: Random, count: number): RuleGroup[] {
  const rules: RuleGroup[] = [];
  while (rules.length < count) {
    const parsed = parseRule(denseRule(random), context);
    if (parsed.ok) rules.push(parsed.rule);
  }
  return rules;
}

const ruleCount = trialsOf(1_500);
const eventCount = trialsOf(250);

interface Turn {
  readonly change: RecordChange;
  readonly members: readonly number[];
  readonly entered: readonly number[];
  readonly exited: readonly number[];
}

/** Random changes, and what each turns as every rule says by itself. */
function randomTurns(rules: readonly RuleGroup[], random: Random): Turn[] {
  const compiled = rules.map((rule): CompiledRule => compileRule(rule, context));
  const { records } = randomPopulation({ contact: 200, company: 5 }, random);
  return random.list(eventCount, () => {
    const before = random.pick(records.contact);
    const { record, changed } = randomStep(before, random.pick(records.contact), [], random);
    const truths = compiled.map((rule) => [
      rule.evaluate(before, start) === true,
      rule.evaluate(record, start) === true,
    ]);
    const ordinalsWhere = (was: boolean, is: boolean) =>
      truths.flatMap(([one, other], ordinal) => (one === was && other === is ? [ordinal] : []));
    const change = { before, after: record, changed, now: start };
    const members = [...ordinalsWhere(true, false), ...ordinalsWhere(true, true)];
    return {
      change,
      members,
      entered: ordinalsWhere(false, true),
      exited: ordinalsWhere(true, false),
    };
  });
}

describe("many rules on few attributes", () => {
  const seed = seedOf("dense predicate index");
  let rules: readonly RuleGroup[] = [];
  let turns: readonly Turn[] = [];
  beforeAll(() => {
    const random = new Random(seed);
    rules = acceptedRules(random, ruleCount);
    turns = randomTurns(rules, random);
  });
  const indexed = () => {
    const index = new PredicateIndex(context);
    for (const [ordinal, rule] of rules.entries()) index.add(ordinal, rule);
    return index;
  };
  const ascending = (ordinals: Iterable<number>) =>
    [...new Set(ordinals)].toSorted((one, other) => one - other);

  it("tells each turn once", () => {
    const index = indexed();
    for (const { change, entered, exited } of turns) {
      const flips = index.flips(change);
      expect(flips.entered.length, `seed ${seed}`).toBe(entered.length);
      expect(ascending(flips.entered), `seed ${seed}`).toEqual(entered);
      expect(ascending(flips.exited), `seed ${seed}`).toEqual(exited);
      expect(flips.exited.length, `seed ${seed}`).toBe(exited.length);
    }
  });

  it("tells the same where the memberships before are known", () => {
    const index = indexed();
    for (const { change, members, entered, exited } of turns) {
      const flips = index.flips({ ...change, members: memberBits(members, ruleCount) });
      expect(ascending(flips.entered), `seed ${seed}`).toEqual(entered);
      expect(ascending(flips.exited), `seed ${seed}`).toEqual(exited);
    }
  });

  it("forgets the rules that are removed and goes by those that replace others", () => {
    const edited = indexed();
    for (const [ordinal, rule] of rules.entries())
      if (ordinal % 3 === 0) edited.remove(ordinal);
      else if (ordinal % 3 === 1) edited.add(ordinal - 1, rule);
    const kept = (ordinal: number) => ordinal % 3 !== 0;
    const copied = (ordinal: number) => ordinal % 3 === 1;
    const expected = (ordinals: readonly number[]) =>
      ascending([
        ...ordinals.filter(kept),
        ...ordinals.filter(copied).map((ordinal) => ordinal - 1),
      ]);
    for (const { change, entered, exited } of turns) {
      const flips = edited.flips(change);
      expect(ascending(flips.entered), `seed ${seed}`).toEqual(expected(entered));
      expect(ascending(flips.exited), `seed ${seed}`).toEqual(expected(exited));
    }
  });
});
