import { operatorNamed } from "../../../shared/segmentation/language/operators.ts";
import type { Scalar } from "../../../shared/segmentation/record.ts";
import { type Condition, isGroup, type Rule } from "../../../shared/segmentation/rule.ts";
import { utcCalendar } from "../../../shared/segmentation/time/calendar.ts";
import { parseDuration } from "../../../shared/segmentation/time/duration.ts";
import { parseInstant } from "../../../shared/segmentation/time/instant.ts";
import { benchNow } from "./bench-now.ts";

/** A rule in the words that all other engines have; dates are milliseconds there. */
export type QueryTree =
  | { readonly kind: "all" | "any"; readonly members: readonly QueryTree[] }
  | QueryLeaf;

export interface QueryLeaf {
  readonly kind: "leaf";
  readonly field: string;
  readonly operator: QueryOperator;
  readonly value: Scalar | readonly Scalar[];
}

export type QueryOperator =
  | "exists"
  | "missing"
  | "equal"
  | "notEqual"
  | "in"
  | "notIn"
  | "lessThan"
  | "lessThanInclusive"
  | "greaterThan"
  | "greaterThanInclusive"
  | "beginsWith"
  | "doesNotBeginWith";

/**
 * Two-valued: true where the rule is true. `not` is pushed down to the conditions, and what a
 * missing value would make true in two-valued logic asks for the value first.
 */
export function queryTree(rule: Rule, negated = false): QueryTree {
  if (!isGroup(rule)) return conditionTree(rule, negated);
  const turned = (rule.not === true) !== negated;
  const all = (rule.combinator === "and") !== turned;
  return { kind: all ? "all" : "any", members: rule.rules.map((each) => queryTree(each, turned)) };
}

function conditionTree({ field, operator = "", value }: Condition, negated: boolean): QueryTree {
  const isNegated = (operatorNamed(operator)?.negated ?? false) !== negated;
  const leaf = (name: QueryOperator, wanted: QueryLeaf["value"] = true): QueryLeaf => ({
    kind: "leaf",
    field,
    operator: name,
    value: wanted,
  });
  const present = leaf("exists");
  const all = (...members: QueryTree[]): QueryTree => ({ kind: "all", members });
  const outside = (low: Scalar, below: QueryOperator, high: Scalar): QueryTree =>
    all(present, { kind: "any", members: [leaf(below, low), leaf("greaterThan", high)] });
  switch (operator) {
    case "null":
    case "notNull":
      return leaf(isNegated ? "exists" : "missing");
    case "=":
    case "!=":
      return isNegated ? all(present, leaf("notEqual", one(value))) : leaf("equal", one(value));
    case "in":
    case "notIn":
      return isNegated ? all(present, leaf("notIn", many(value))) : leaf("in", many(value));
    case "beginsWith":
      return isNegated
        ? all(present, leaf("doesNotBeginWith", one(value)))
        : leaf("beginsWith", one(value));
    case "between": {
      const [low = 0, high = 0] = many(value);
      return isNegated
        ? outside(low, "lessThan", high)
        : all(present, leaf("greaterThanInclusive", low), leaf("lessThanInclusive", high));
    }
    case "inLast":
    case "notInLast": {
      const duration = parseDuration(String(value));
      const start = duration === undefined ? Number.NaN : utcCalendar.minus(benchNow, duration);
      return isNegated
        ? outside(start, "lessThanInclusive", benchNow)
        : all(present, leaf("greaterThan", start), leaf("lessThanInclusive", benchNow));
    }
    default:
      return all(present, leaf(orderOf(operator, negated), one(value)));
  }
}

function orderOf(operator: string, negated: boolean): QueryOperator {
  switch (operator) {
    case "<":
      return negated ? "greaterThanInclusive" : "lessThan";
    case "<=":
      return negated ? "greaterThan" : "lessThanInclusive";
    case ">":
      return negated ? "lessThanInclusive" : "greaterThan";
    case ">=":
      return negated ? "lessThan" : "greaterThanInclusive";
    default:
      throw new Error(`the workload holds an operator that has no translation: ${operator}`);
  }
}

/** Dates, which only these workloads write in this form, become milliseconds. */
export function plainValue(value: unknown): Scalar {
  if (typeof value === "string")
    return /^\d{4}-/.test(value) ? (parseInstant(value, utcCalendar) ?? value) : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  throw new Error(`the workload holds a value that has no translation: ${String(value)}`);
}

const one = plainValue;

function many(value: unknown): Scalar[] {
  return Array.isArray(value) ? value.map(plainValue) : [];
}
