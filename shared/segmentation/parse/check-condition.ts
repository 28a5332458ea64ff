import { readOperand } from "../language/operand.ts";
import { operatorNamed, operatorProblem } from "../language/operators.ts";
import {
  behavioursField,
  declaredType,
  fieldProblem,
  type Scope,
} from "../language/rule-fields.ts";
import type { AttributeDeclarations } from "../record.ts";
import { type Condition, countingModes } from "../rule.ts";
import { utcCalendar } from "../time/calendar.ts";
import { pointerTo, type RuleProblem } from "./rule-problem.ts";

/** What is wrong with one condition, apart from its shape and its nested group. */
export function checkCondition(
  condition: Condition,
  pointer: string,
  scope: Scope,
  attributes: AttributeDeclarations,
): readonly RuleProblem[] {
  const { field, match } = condition;
  const unknownField = fieldProblem(field, scope);
  if (unknownField !== undefined) {
    return [{ pointer: pointerTo(pointer, "field"), message: unknownField }];
  }
  if (scope === "profile" && field === behavioursField) return checkMatch(condition, pointer);
  if (match !== undefined) {
    const message = `"${field}" is not a list of records: match works on behaviours only.`;
    return [{ pointer: pointerTo(pointer, "match"), message }];
  }
  return checkOperator(condition, pointer, scope, attributes);
}

function checkMatch({ match, includeMissing }: Condition, pointer: string): RuleProblem[] {
  if (match === undefined) {
    const message =
      'Say how many behaviours must hold, for example match {"mode": "some"}, and give a group as value.';
    return [{ pointer: pointerTo(pointer, "match"), message }];
  }
  if (includeMissing === true) {
    const message = "Behaviours are never missing, only none: remove includeMissing.";
    return [{ pointer: pointerTo(pointer, "includeMissing"), message }];
  }
  const { mode, threshold } = match;
  if (!countingModes.includes(mode)) return [];
  const whole = Number.isSafeInteger(threshold) && Number(threshold) >= 0;
  return whole
    ? []
    : [
        {
          pointer: pointerTo(pointer, "match", "threshold"),
          message: `"${mode}" needs a threshold: a whole number of at least 0.`,
        },
      ];
}

function checkOperator(
  { field, operator: name, value }: Condition,
  pointer: string,
  scope: Scope,
  attributes: AttributeDeclarations,
): readonly RuleProblem[] {
  const operator = operatorNamed(name);
  if (operator === undefined || name === undefined) {
    return [{ pointer: pointerTo(pointer, "operator"), message: operatorProblem(name) }];
  }
  const declared = declaredType(field, scope, attributes);
  const result = readOperand(operator, name, value, declared, utcCalendar);
  return result.ok ? [] : [{ pointer: pointerTo(pointer, result.part), message: result.message }];
}
