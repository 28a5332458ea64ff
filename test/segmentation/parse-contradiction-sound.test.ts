import { beforeAll, describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { instants, narrowRecord } from "./narrow-record.ts";
import { narrowRule, pairRules } from "./narrow-rule.ts";
import { narrowTypes } from "./narrow-words.ts";
import { Random, seedOf } from "./random.ts";
import { contactRules } from "./records.ts";

const context = contactRules(narrowTypes);
const records = 200;
const random = new Random(seedOf("contradictions"));
const profiles = random.list(records, () => {
  const now = random.pick(instants);
  return { now, record: narrowRecord(now, random) };
});

function membersOf(rule: RuleGroup): number {
  const { evaluate } = compileRule(rule, context);
  return profiles.filter(({ record, now }) => evaluate(record, now) === true).length;
}

/** How many are members by what a refusal says; undefined where the rule was accepted. */
function toldOf(rule: RuleGroup): number | undefined {
  const parsed = parseRule(rule, context);
  if (parsed.ok) return undefined;
  const message = parsed.problems[0]?.message ?? "";
  if (message.startsWith("Nobody can match")) return 0;
  if (message.startsWith("Everybody matches")) return records;
  throw new TypeError(`${JSON.stringify(rule)}: ${message}`);
}

function firstWrong(refused: readonly { rule: RuleGroup; told: number }[]) {
  return refused.find(({ rule, told }) => membersOf(rule) !== told);
}

describe("a random rule refused for matching nobody, or everybody", () => {
  const rules = random.list(3_000, () => narrowRule(random));
  let refused: { rule: RuleGroup; told: number }[];
  let accepted: RuleGroup[];

  beforeAll(() => {
    const told = rules.map((rule) => ({ rule, told: toldOf(rule) }));
    refused = told.flatMap((each) =>
      each.told === undefined ? [] : [{ rule: each.rule, told: each.told }],
    );
    accepted = told.filter((each) => each.told === undefined).map(({ rule }) => rule);
  });

  it("does so on every random profile", () => {
    expect(firstWrong(refused)).toBeUndefined();
    expect(refused.filter(({ told }) => told === 0).length).toBeGreaterThan(rules.length / 20);
    expect(refused.filter(({ told }) => told > 0).length).toBeGreaterThan(rules.length / 50);
  });

  it("would not go unnoticed if wrong: most others match someone and miss someone", () => {
    const members = accepted.slice(0, 500).map(membersOf);
    expect(members.filter((count) => count > 0).length).toBeGreaterThan(400);
    expect(members.filter((count) => count < records).length).toBeGreaterThan(400);
  });
});

it("two conditions of one kind, joined each way, are refused for good reason only", () => {
  const refused = [...pairRules(0.15, random)].flatMap((rule) => {
    const told = toldOf(rule);
    return told === undefined ? [] : [{ rule, told }];
  });
  expect(firstWrong(refused)).toBeUndefined();
  expect(refused.length).toBeGreaterThan(1_000);
});
