import { operatorNamed } from "../language/operators.ts";
import { isReservedName } from "../language/rule-fields.ts";
import { pointerTo } from "../parse/rule-problem.ts";
import { type Condition, isGroup, type Rule, type RuleGroup } from "../rule.ts";
import type { Finding } from "./finding.ts";

/** A condition, and whether a "not" of the groups around it turns its truth round. */
interface Turned {
  readonly condition: Condition;
  readonly turned: boolean;
}

/** Whether it is meant to hold of all but some, while those without a value are unknown to it. */
export function isExcluding({ condition, turned }: Turned): boolean {
  const { coalesce = [], includeMissing, aggregate, match, field } = condition;
  const operator = operatorNamed(condition.operator);
  const isTest =
    operator?.reads === "value" || operator?.reads === "moment" || operator?.reads === "window";
  if (!isTest || operator.negated === turned || isReservedName(field)) return false;
  return (
    coalesce.length === 0 &&
    includeMissing !== true &&
    aggregate === undefined &&
    match === undefined
  );
}

/** Attributes without which the rule holds of nobody: nobody is left out for want of them alone. */
export function requiredFields(group: RuleGroup): ReadonlySet<string> {
  if (group.combinator !== "and" || group.not === true) return new Set();
  return new Set(
    group.rules.flatMap((part) => {
      if (isGroup(part)) return [...requiredFields(part)];
      return isRequiring(part) ? [part.field] : [];
    }),
  );
}

function isRequiring({
  operator,
  coalesce = [],
  includeMissing,
  match,
  field,
}: Condition): boolean {
  if (coalesce.length > 0 || includeMissing === true || match !== undefined) return false;
  const { reads, negated = false } = operatorNamed(operator) ?? {};
  if (isReservedName(field)) return false;
  if (reads === "presence") return negated;
  return !negated && (reads === "value" || reads === "moment" || reads === "window");
}

/** `by` is who is left out for this alone where somebody looked; else who has no value at all. */
export function leftOut(
  { condition: { field }, turned }: Turned,
  pointer: string,
  count: number,
  by: "this alone" | "no value",
): Finding {
  const who = count === 1 ? "1 profile is" : `${count} profiles are`;
  const only = by === "this alone" ? " only" : "";
  const message = `${who} left out${only} for want of a "${field}": to a condition that excludes, a missing value is unknown.`;
  return {
    code: "leaves-out-missing",
    severity: "warning",
    message,
    remedy: turned
      ? `If they belong to it, add "or ${field} has no value" beside the negated group.`
      : "If they belong to it, have this condition hold without a value too (includeMissing).",
    pointer,
    count,
    ...(turned ? {} : { change: { includeMissing: true } }),
  };
}

/** A rule in which one excluding condition lets those without a value pass. */
export interface Widened {
  readonly pointer: string;
  readonly field: string;
  readonly rule: RuleGroup;
}

/** The rule once for each excluding condition on the profile's own attributes. */
export function includingMissing(rule: RuleGroup): Widened[] {
  return widened(rule, "", false);
}

function widened(group: RuleGroup, pointer: string, turned: boolean): Widened[] {
  const within = turned !== (group.not === true);
  return group.rules.flatMap((part, at) => {
    const place = pointerTo(pointer, "rules", at);
    const replaced = (by: Rule): RuleGroup => ({ ...group, rules: group.rules.with(at, by) });
    if (isGroup(part))
      return widened(part, place, within).map((each) => ({ ...each, rule: replaced(each.rule) }));
    if (!isExcluding({ condition: part, turned: within })) return [];
    return [{ pointer: place, field: part.field, rule: replaced(passingMissing(part, within)) }];
  });
}

/** Within a negation, who has no value passes where the condition is false of it. */
function passingMissing(condition: Condition, turned: boolean): Rule {
  if (!turned) return { ...condition, includeMissing: true };
  const present = { field: condition.field, operator: "notNull" };
  return { combinator: "and", rules: [condition, present] };
}
