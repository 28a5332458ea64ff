import type { Condition, RuleGroup } from "../../shared/segmentation/rule.ts";
import { numbers } from "./narrow-record.ts";
import { type Questions, questions } from "./narrow-words.ts";
import type { Random } from "./random.ts";

function group(random: Random, leaves: number, leaf: () => Condition): RuleGroup {
  return {
    combinator: random.pick(["and", "or"] as const),
    ...(random.chance(0.2) ? { not: true } : {}),
    rules: random.list(leaves, leaf),
  };
}

function counted(random: Random): Condition {
  const field = random.pick(["behaviours", "behaviours", "company"]);
  const part = field === "company" ? "number" : "properties.x";
  const inside: RuleGroup = {
    combinator: "and",
    rules: [{ field: part, operator: "=", value: random.below(2) }],
  };
  if (random.chance(0.4)) {
    const aggregate = { function: "count" as const, where: inside };
    const operator = random.pick(["=", "!=", "<", ">=", ">"]);
    return { field, aggregate, operator, value: random.pick(numbers) };
  }
  const mode = random.pick(["some", "none", "atLeast", "atMost", "exactly", "all"] as const);
  return { field, match: { mode, threshold: random.below(3) }, value: inside };
}

/** Two to five conditions, mostly with like operators on one field, at most two groups deep. */
export function narrowRule(random: Random): RuleGroup {
  const isCounting = random.chance(0.1);
  const kind = random.pick(questions);
  const leaf = () => (isCounting ? counted(random) : asked(kind, random));
  const outer = group(random, 1 + random.below(3), leaf);
  if (random.chance(0.6)) return outer;
  return { ...outer, rules: [...outer.rules, group(random, 1 + random.below(2), leaf)] };
}

function asked({ field, asked: possible }: Questions, random: Random): Condition {
  const mayBeMissing = field !== "id" && field !== "segment" && random.chance(0.15);
  return { field, ...random.pick(possible), ...(mayBeMissing ? { includeMissing: true } : {}) };
}

/** A share of every two questions of one kind, joined each way. */
export function* pairRules(share: number, random: Random): Generator<RuleGroup> {
  for (const { field, asked: possible } of questions) {
    for (const [at, one] of possible.entries()) {
      for (const other of possible.slice(at)) {
        if (!random.chance(share)) continue;
        const rules = [
          { field, ...one },
          { field, ...other },
        ];
        yield { combinator: "and", rules };
        yield { combinator: "or", rules };
        if (field === "segment") continue;
        yield { combinator: "or", rules: [...rules, { field, operator: "null" }] };
      }
    }
  }
}
