import { operatorNamed } from "../../../shared/segmentation/language/operators.ts";
import { placedConditions } from "../../../shared/segmentation/lint/placed-conditions.ts";
import { formOf } from "../../../shared/segmentation/parse/condition-form.ts";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../../shared/segmentation/rule.ts";

/**
 * The conditions that can let those in who have no value of an attribute, by pointer. Within a
 * negated group it would keep them out.
 */
export function includable(rule: RuleGroup, object: ObjectKind, attribute: string): string[] {
  return placedConditions(rule, object)
    .filter(({ own, turned, condition }) => {
      return own && !turned && condition.field === attribute && canInclude(condition);
    })
    .map(({ pointer }) => pointer);
}

function canInclude(condition: Condition): boolean {
  const { kind } = formOf(condition);
  const isPresence = operatorNamed(condition.operator)?.reads === "presence";
  return kind === "value" && !isPresence && condition.includeMissing !== true;
}
