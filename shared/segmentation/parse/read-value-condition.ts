import { type Operator, operatorNamed, operatorProblem } from "../language/operators.ts";
import { readOperand } from "../language/read-operand.ts";
import {
  attributeProblem,
  declarationAt,
  fieldProblem,
  isAnchorItself,
  isSubject,
  type Scope,
} from "../language/scopes.ts";
import type { Condition } from "../rule.ts";
import type { PlacedCondition } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { reportAnchor } from "./report-anchor.ts";
import { reportFallbacks } from "./report-fallbacks.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads a comparison of one value: an attribute, the id or a part of a behaviour. */
export function readValueCondition(
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) {
    return reading.report(pointerTo(pointer, "operator"), operatorProblem(condition.operator));
  }
  if (operator.reads === "sequence") {
    const message = `"${condition.operator}" works on behaviours only.`;
    return reading.report(pointerTo(pointer, "operator"), message);
  }
  if (reportFallbacks(placed, reading)) return undefined;
  const problem = otherFieldProblem(condition, scope) ?? selfAnchorProblem(condition, scope);
  if (problem !== undefined) return reading.report(pointerTo(pointer, "value"), problem);
  return withOperand(placed, operator, reading);
}

/** Reads a question about what an attribute has been. */
export function readPastCondition(
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return undefined;
  if (!isSubject(scope) || attributeProblem(condition.field, scope) !== undefined) {
    const message = `"${condition.operator}" works on attributes of the profile that the rule is over only: their past is kept.`;
    return reading.report(pointerTo(pointer, "operator"), message);
  }
  return withOperand(placed, operator, reading);
}

/** Reads a part of a stable random split. */
export function readSplitCondition(
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer } = placed;
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return undefined;
  return condition.field === "id"
    ? withOperand(placed, operator, reading)
    : reading.report(
        pointerTo(pointer, "operator"),
        `"${condition.operator}" splits by id: use the field id.`,
      );
}

function withOperand(
  placed: PlacedCondition,
  operator: Operator,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const { attributes, calendar } = reading;
  const declarationOf = (field: string) => declarationAt(field, scope, attributes);
  const context = { calendar, declarationOf };
  const read = readOperand(operator, condition, declarationOf(condition.field), context);
  if (!read.ok) return reading.report(pointerTo(pointer, ...read.path), read.message);
  return reportAnchor(read.operand, scope, pointer, reading) ? undefined : placed;
}

function otherFieldProblem(
  { field, value, valueSource }: Condition,
  scope: Scope,
): string | undefined {
  if (valueSource !== "field" || typeof value !== "string") return undefined;
  if (value === field) return "Name another field than the one that is compared with it.";
  return scope.place === "behaviour"
    ? fieldProblem(value, scope.place)
    : attributeProblem(value, scope);
}

/** A value is never after or before itself. */
function selfAnchorProblem(
  { field, value, coalesce }: Condition,
  scope: Scope,
): string | undefined {
  const isItself =
    typeof value === "object" && value !== null && "of" in value && value.of === field;
  return isItself && coalesce === undefined && isAnchorItself(scope)
    ? "Measure from another attribute than the one that is measured."
    : undefined;
}
