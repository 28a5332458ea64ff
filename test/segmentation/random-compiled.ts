import { type CompiledRule, compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { ObjectKind } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { Random } from "./random.ts";
import { randomRuleOver } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";

export interface RandomCompiled {
  readonly rule: RuleGroup;
  readonly compiled: CompiledRule;
}

/** A random rule of the whole language that the parser accepts. */
export function randomCompiled(object: ObjectKind, zone: string, random: Random): RandomCompiled {
  const context = { ...randomContext(object), zone };
  for (;;) {
    const parsed = parseRule(randomRuleOver(object, random), context);
    if (parsed.ok) return { rule: parsed.rule, compiled: compileRule(parsed.rule, context) };
  }
}
