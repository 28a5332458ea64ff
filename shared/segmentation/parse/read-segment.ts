import type { PlacedCondition } from "./placed-rule.ts";
import type { Reading } from "./reading.ts";
import { pointerTo } from "./rule-problem.ts";

const longestId = 200;

/** Reads membership of other segments; whether they exist is not known here. */
export function readSegment(
  placed: PlacedCondition,
  reading: Reading,
): PlacedCondition | undefined {
  const { condition, pointer } = placed;
  const { operator, value } = condition;
  if (operator !== "in" && operator !== "notIn") {
    const message = 'Ask with "in" or "notIn" whether the profile is in segments.';
    return reading.report(pointerTo(pointer, "operator"), message);
  }
  return Array.isArray(value) && value.length > 0 && value.every(isId)
    ? placed
    : reading.report(
        pointerTo(pointer, "value"),
        "Give the ids of one or more segments as an array of strings.",
      );
}

function isId(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.length <= longestId;
}
