import type { RuleContext } from "../record.ts";
import { type Condition, combinators, isGroup, type Rule, type RuleGroup } from "../rule.ts";
import { PredicateIndex } from "./predicate-index.ts";

/**
 * What an index must hold to answer changes of one field: the rules that read it, as JSON.
 * `conditions` has each condition once, however many rules share it; `rules` holds pairs of
 * a rule's number and its tree, such as `["and", 3, ["!or", 1, 2]]` over those conditions.
 * @param rules accepted by `parseRule`
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
  const treeOf = (rule: Rule): unknown =>
    isGroup(rule)
      ? [`${rule.not === true ? "!" : ""}${rule.combinator}`, ...rule.rules.map(treeOf)]
      : numberOf(rule);
  const trees = Array.from(rules, ([number, rule]) => [number, treeOf(rule)]);
  return `{"conditions":[${conditions.join()}],"rules":${JSON.stringify(trees)}}`;
}

/**
 * An index of a chunk's rules that answers changes of its field only. Where a change touches
 * several fields, ask the index of each for all of them, and join what they tell.
 * @param chunk as `fieldChunk` made it
 * @throws Error if it did not
 */
export function indexOfField(field: string, chunk: string, context: RuleContext): PredicateIndex {
  const read: unknown = JSON.parse(chunk);
  const index = new PredicateIndex(context, field);
  if (!isRecord(read)) throw brokenChunk();
  const conditions = arrayOf(read["conditions"]).map((each) => {
    if (!isCondition(each)) throw brokenChunk();
    return each;
  });
  for (const pair of arrayOf(read["rules"])) {
    const [number, tree] = arrayOf(pair);
    const rule = ruleOf(tree, conditions);
    if (typeof number !== "number" || !isGroup(rule)) throw brokenChunk();
    index.add(number, rule);
  }
  return index;
}

function ruleOf(tree: unknown, conditions: readonly Condition[]): Rule {
  const condition = typeof tree === "number" ? conditions[tree] : undefined;
  if (condition !== undefined) return condition;
  const [joint, ...members] = arrayOf(tree);
  const combinator = combinators.find((each) => joint === each || joint === `!${each}`);
  if (combinator === undefined) throw brokenChunk();
  const rules = members.map((member) => ruleOf(member, conditions));
  return { combinator, not: joint !== combinator, rules };
}

/** The chunk was written from checked rules: this only finds one that is not a chunk. */
function isCondition(value: unknown): value is Condition {
  return isRecord(value) && typeof value["field"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function arrayOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw brokenChunk();
  return value;
}

function brokenChunk(): Error {
  return new Error("This is not the part of an index that belongs to one field.");
}

/** Without what editors add for themselves. */
function withoutDecoration(condition: Condition): Partial<Condition> {
  const { field, operator, value, valueSource, match, includeMissing, coalesce, aggregate } =
    condition;
  return { field, operator, value, valueSource, match, includeMissing, coalesce, aggregate };
}
