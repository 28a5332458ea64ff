import { operatorNamed } from "../../../shared/segmentation/language/operators.ts";
import {
  type Condition,
  isGroup,
  nestedRule,
  type Rule,
  type RuleGroup,
  Sequence,
} from "../../../shared/segmentation/rule.ts";

/**
 * The rule with an id at every group and condition, also within lists: what the builder tells its
 * parts apart by while they are moved about. Ids that are there stay.
 */
export function identified(group: RuleGroup): RuleGroup {
  const rules = group.rules.map((part) => {
    if (isGroup(part)) return identified(part);
    return withNested({ ...part, id: part["id"] ?? newId() }, identified);
  });
  return { ...group, id: group["id"] ?? newId(), rules };
}

/** The rule as it is stored and sent: without what the builder adds for itself. */
export function plain({ id: _id, path: _path, ...group }: RuleGroup): RuleGroup {
  return { ...group, rules: group.rules.map(plainPart) };
}

/** A part that is told apart from what it is a copy of. */
export function renewed(part: Rule): Rule {
  return isGroup(part) ? renewedGroup(part) : renewedCondition(part);
}

export function renewedGroup(group: RuleGroup): RuleGroup {
  return identified(plain(group));
}

export function renewedCondition(condition: Condition): Condition {
  return withNested({ ...plainCondition(condition), id: newId() }, identified);
}

function plainPart(part: Rule): Rule {
  return isGroup(part) ? plain(part) : plainCondition(part);
}

function plainCondition({ id: _id, path: _path, ...condition }: Condition): Condition {
  return withNested(condition, plain);
}

/** Changes the groups that stand within a condition; where there are none it stays as it is. */
function withNested(condition: Condition, change: (group: RuleGroup) => RuleGroup): Condition {
  const { aggregate, match, operator, value } = condition;
  const where = nestedRule(aggregate?.where);
  if (aggregate !== undefined && where !== undefined)
    return { ...condition, aggregate: { ...aggregate, where: change(where) } };
  const nested = match === undefined ? undefined : nestedRule(value);
  if (nested !== undefined) return { ...condition, value: change(nested) };
  const sequence =
    operatorNamed(operator)?.reads === "sequence" ? Sequence.safeParse(value).data : undefined;
  if (sequence === undefined) return condition;
  const steps = sequence.steps.map((step) => {
    const group = nestedRule(step);
    return group === undefined ? step : change(group);
  });
  return { ...condition, value: { ...sequence, steps } };
}

function newId(): string {
  return crypto.randomUUID();
}
