import { operatorNamed } from "../language/operators.ts";
import { dayMs } from "../time/duration.ts";
import type { AttributePicture, Known } from "./attribute-picture.ts";
import type { Finding } from "./finding.ts";
import { isExcluding, leftOut } from "./left-out.ts";
import type { PlacedCondition } from "./placed-conditions.ts";

/** Below this share of profiles a condition decides about few and passes over most in silence. */
const mostlyFilled = 0.5;
const staleAfterMs = 90 * dayMs;

/**
 * What the missing and old values of an attribute do to a condition on it. `required` are the
 * attributes of the profile itself without which the whole rule holds of nobody.
 */
export function missingValues(
  placed: PlacedCondition,
  known: Known,
  required: ReadonlySet<string>,
): Finding[] {
  const { attributeOf, condition } = placed;
  if (attributeOf === undefined || known.profiles[attributeOf] === 0) return [];
  const picture = known.pictures[attributeOf].get(condition.field) ?? { filled: 0, types: {} };
  if (picture.filled === 0) return [nobodyHas(placed)];
  if (operatorNamed(condition.operator)?.reads === "presence") return [];
  const isMoot = placed.own && isExcluding(placed) && required.has(condition.field);
  return [
    ...(isMoot
      ? []
      : withoutValue(placed, known.profiles[attributeOf], picture.filled, known.leftOut)),
    ...stale(placed, picture, known.now),
  ];
}

function withoutValue(
  placed: PlacedCondition,
  profiles: number,
  filled: number,
  looked: Known["leftOut"],
): Finding[] {
  const { condition, pointer } = placed;
  const { field, coalesce = [], includeMissing } = condition;
  if (isExcluding(placed)) {
    const found = looked?.get(pointer);
    const count = found ?? profiles - filled;
    const by = found === undefined ? "no value" : "this alone";
    return count > 0 ? [leftOut(placed, pointer, count, by)] : [];
  }
  if (filled >= profiles * mostlyFilled || includeMissing === true || coalesce.length > 0)
    return [];
  return [
    {
      code: "mostly-empty",
      severity: "hint",
      message: `Only ${filled} of ${profiles} profiles have a value of "${field}".`,
      remedy: "Have the source fill it in, or ask for an attribute that it keeps.",
      pointer,
      count: profiles - filled,
    },
  ];
}

function nobodyHas({ condition: { field }, pointer }: PlacedCondition): Finding {
  return {
    code: "nobody-has-it",
    severity: "warning",
    message: `No profile has a value of "${field}": conditions on it are unknown.`,
    remedy: "Correct its name, or connect the source that knows it.",
    pointer,
    count: 0,
  };
}

function stale(
  { condition: { field }, pointer }: PlacedCondition,
  { newestAt = Number.POSITIVE_INFINITY }: AttributePicture,
  now: number,
): Finding[] {
  if (now - newestAt <= staleAfterMs) return [];
  const days = Math.floor((now - newestAt) / dayMs);
  return [
    {
      code: "stale",
      severity: "warning",
      message: `No source has said anything of "${field}" for ${days} days.`,
      remedy:
        "See whether its source is still connected and still keeps it, before you rely on it.",
      pointer,
    },
  ];
}
