import { countKey, profilesKey, type SeenType } from "../profiles/transitions.ts";
import { operatorNamed } from "../segmentation/language/operators.ts";
import { isReservedName } from "../segmentation/language/rule-fields.ts";
import { parseRule } from "../segmentation/parse/parse-rule.ts";
import type { AttributeDeclarations, RuleContext } from "../segmentation/record.ts";
import { type Condition, isGroup, type RuleGroup } from "../segmentation/rule.ts";

/** Counts of profiles by attribute and type of value, as the stream tells them. */
export type SeenCounts = Readonly<Record<string, number>>;

/** What makes a rule find fewer than its author may think, in sentences. */
export function ruleWarnings(rule: RuleGroup, context: RuleContext, seen: SeenCounts): string[] {
  const parsed = parseRule(rule, context);
  const overtaken = parsed.ok
    ? []
    : parsed.problems.map(({ message }) => `Since a type was declared: ${message}`);
  const everybody =
    rule.rules.length === 0 && rule.not !== true ? ["This rule holds for everybody."] : [];
  const conditions = conditionsOf(rule).flatMap((each) =>
    conditionWarning(each, context.attributes[context.object], seen),
  );
  return [...new Set([...everybody, ...overtaken, ...conditions])];
}

function conditionWarning(
  { field, operator, value }: Condition,
  types: AttributeDeclarations,
  seen: SeenCounts,
): string[] {
  const total = seenTypes.reduce((sum, type) => sum + (seen[countKey(field, type)] ?? 0), 0);
  if (total === 0)
    return (seen[profilesKey] ?? 0) === 0
      ? []
      : [`No profile has a value of "${field}": conditions on it are unknown.`];
  if (types.has(field) || operatorNamed(operator)?.reads !== "value") return [];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const wanted = typeof first;
  if (wanted !== "string" && wanted !== "number" && wanted !== "boolean") return [];
  const comparable = (seen[countKey(field, wanted)] ?? 0) + (seen[countKey(field, "strings")] ?? 0);
  return comparable > 0
    ? []
    : [
        `"${field}" is compared with a ${wanted}, but none of its ${total} values is one: compare with the type that is there, or declare the attribute as ${wanted}.`,
      ];
}

const seenTypes: readonly SeenType[] = ["string", "number", "boolean", "strings"];

/** Conditions on attributes. */
function conditionsOf(group: RuleGroup): Condition[] {
  return group.rules.flatMap((rule) => {
    if (isGroup(rule)) return conditionsOf(rule);
    return rule.match === undefined && !isReservedName(rule.field) ? [rule] : [];
  });
}
