import { elementScope, type ListField } from "../language/scopes.ts";
import { countingModes } from "../rule.ts";
import { type PlacedCondition, ruleGroupOf } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

/** Reads how many elements of a list must satisfy the group in `value`. */
export function readMatch(
  placed: PlacedCondition,
  list: ListField,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer } = placed;
  const { match, operator } = condition;
  if (match === undefined) {
    if (operator === "sequence" || operator === "notSequence") {
      const message = `"${operator}" works on behaviours only: use match or aggregate.`;
      return reading.report(pointerTo(pointer, "operator"), message);
    }
    return reading.report(pointerTo(pointer, "match"), wantsMatch(list));
  }
  const { mode, threshold } = match;
  const isWhole = Number.isSafeInteger(threshold) && Number(threshold) >= 0;
  if (countingModes.includes(mode) && !isWhole) {
    const message = `"${mode}" needs a threshold: a whole number of at least 0.`;
    return reading.report(pointerTo(pointer, "match", "threshold"), message);
  }
  return withNested(placed, list, reading);
}

function withNested(
  placed: PlacedCondition,
  list: ListField,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer, scope } = placed;
  const place = pointerTo(pointer, "value");
  const nested = reading.readGroup(condition.value, place, elementScope(list, scope));
  if (nested === undefined) return undefined;
  return { ...placed, condition: { ...condition, value: ruleGroupOf(nested) }, nested: [nested] };
}

function wantsMatch(list: ListField): string {
  const also = list === "company" ? ', or ask with "null" or "notNull" whether there is one' : "";
  const counted = list === "company" ? "companies" : list;
  return `Say how many ${counted} must hold, for example match {"mode": "some"} and a group as value, or make one value of them with aggregate${also}.`;
}
