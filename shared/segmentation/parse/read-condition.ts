import { fieldProblem, type Scope } from "../language/scopes.ts";
import type { Condition } from "../rule.ts";
import { type ConditionForm, formOf, reportIdleKey } from "./condition-form.ts";
import type { PlacedCondition } from "./placed-rule.ts";
import { readAggregate } from "./read-aggregate.ts";
import { readMatch } from "./read-match.ts";
import { readSegment } from "./read-segment.ts";
import { readSequenceSteps } from "./read-sequence-steps.ts";
import {
  readPastCondition,
  readSplitCondition,
  readValueCondition,
} from "./read-value-condition.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads a condition whose shape is right; undefined where it is refused, with one problem. */
export function readCondition(
  condition: Condition,
  pointer: string,
  scope: Scope,
  reading: Reading,
): PlacedCondition | undefined {
  const problem = fieldProblem(condition.field, scope.place);
  if (problem !== undefined) return reading.report(pointerTo(pointer, "field"), problem);
  const form = formOf(condition);
  if (reportIdleKey(condition, form, scope, pointer, reading)) return undefined;
  return readForm(form, { kind: "condition", pointer, scope, condition, nested: [] }, reading);
}

function readForm(
  form: ConditionForm,
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  switch (form.kind) {
    case "match":
      return readMatch(placed, form.list, reading);
    case "aggregate":
      return readAggregate(placed, form.list, reading);
    case "sequence":
      return readSequenceSteps(placed, reading);
    case "companyPresence":
      return placed;
    case "segment":
      return readSegment(placed, reading);
    case "split":
      return readSplitCondition(placed, reading);
    case "past":
      return readPastCondition(placed, reading);
    case "value":
      return readValueCondition(placed, reading);
  }
}
