import { z } from "zod";
import type { RuleContext } from "../record.ts";
import { Condition, combinators, isGroup, type Rule, type RuleGroup } from "../rule.ts";
import { PredicateIndex } from "./predicate-index.ts";

/** A rule as numbers of conditions, joined: `["and", 3, ["!or", 1, 2]]`. */
type Tree = number | readonly [Joint, ...(readonly Tree[])];
type Joint = (typeof joints)[number];

const joints = ["and", "or", "!and", "!or"] as const;

const Tree: z.ZodType<Tree> = z.lazy(() =>
  z.union([z.number(), z.tuple([z.enum(joints)], Tree)]),
);

const FieldChunk = z.object({
  /** Each there once, however many rules share it. */
  conditions: z.array(Condition),
  /** By ordinal, which comes first. */
  rules: z.array(z.tuple([z.number(), Tree])),
});

/**
 * What an index must hold to answer changes of one field, as JSON: the rules that read it.
 * @param rules accepted by `parseRule`, with their ordinals
 */
export function fieldChunk(rules: Iterable<readonly [number, RuleGroup]>): string {
  const conditions: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (condition: Condition): number => {
    const text = JSON.stringify(withoutDecoration(condition));
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, conditions.length);
    return conditions.push(text) - 1;
  };
  const treeOf = (rule: Rule): Tree =>
    isGroup(rule)
      ? [rule.not === true ? `!${rule.combinator}` : rule.combinator, ...rule.rules.map(treeOf)]
      : numberOf(rule);
  const trees = [...rules].map(([ordinal, rule]) => [ordinal, treeOf(rule)]);
  return `{"conditions":[${conditions.join()}],"rules":${JSON.stringify(trees)}}`;
}

/**
 * An index of the rules in a chunk that answers changes of the chunk's own field. Where a
 * change touches several fields, ask the index of each for all of them; what they tell is
 * the same wherever they tell of the same rule.
 */
export function indexOfField(field: string, chunk: string, context: RuleContext): PredicateIndex {
  const { conditions, rules } = FieldChunk.parse(JSON.parse(chunk));
  const index = new PredicateIndex(context, field);
  const ruleOf = (tree: Tree): Rule[] => {
    if (typeof tree === "number") return conditions.slice(tree, tree + 1);
    const [joint, ...members] = tree;
    const combinator = combinators.find((each) => joint.endsWith(each)) ?? "and";
    return [{ combinator, not: joint.startsWith("!"), rules: members.flatMap(ruleOf) }];
  };
  for (const [ordinal, tree] of rules)
    for (const rule of ruleOf(tree)) if (isGroup(rule)) index.add(ordinal, rule);
  return index;
}

/** Without what editors add for themselves. */
function withoutDecoration(condition: Condition): Partial<Condition> {
  const { field, operator, value, valueSource, match, includeMissing, coalesce, aggregate } =
    condition;
  return { field, operator, value, valueSource, match, includeMissing, coalesce, aggregate };
}
