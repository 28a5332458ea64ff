import { operatorNamed } from "../language/operators.ts";
import type { AttributePicture } from "./attribute-picture.ts";
import type { Finding } from "./finding.ts";
import type { PlacedCondition } from "./placed-conditions.ts";

/** A comparison of an undeclared attribute with a type that none of its values has. */
export function otherTypes(
  { condition: { field, operator, value }, pointer }: PlacedCondition,
  { types, filled }: AttributePicture,
): Finding[] {
  if (operatorNamed(operator)?.reads !== "value" || filled === 0) return [];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const wanted = typeof first;
  if (wanted !== "string" && wanted !== "number" && wanted !== "boolean") return [];
  if ((types[wanted] ?? 0) + (types["strings"] ?? 0) > 0) return [];
  return [
    {
      code: "compared-with-another-type",
      severity: "warning",
      message: `"${field}" is compared with a ${wanted}, but none of its ${filled} values is one.`,
      remedy: `Compare with the type that is there, or declare the attribute as ${wanted}.`,
      pointer,
      count: filled,
    },
  ];
}
