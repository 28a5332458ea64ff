import type { AttributeDeclaration, AttributeType } from "../record.ts";
import type { Condition } from "../rule.ts";
import { accepted, faultAt, type OperandResult } from "./operand.ts";
import type { Operator } from "./operators.ts";

/** The operators that may compare with another field instead of a value. */
export const comparesFields: readonly string[] = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "before",
  "after",
];

/** Reads a condition whose value names the field to compare with. */
export function readOtherField(
  operator: Operator,
  { operator: name = "", value }: Condition,
  declared: AttributeDeclaration | undefined,
  { declarationOf }: { declarationOf(field: string): AttributeDeclaration | undefined },
): OperandResult {
  if (!comparesFields.includes(name)) {
    const message = `"${name}" does not compare with another field: use one of ${comparesFields.join(", ")}, or give a value and valueSource "value".`;
    return faultAt(["valueSource"], message);
  }
  if (typeof value !== "string") return faultAt(["value"], "Name the other field as a string.");
  const other = declarationOf(value)?.type;
  const readsInstants = operator.reads === "moment";
  const message =
    (readsInstants ? undefined : incomparable(value, declared?.type, other)) ??
    unfit(name, value, operator, other);
  if (message !== undefined) return faultAt(["value"], message);
  return accepted({
    kind: "field",
    name: value,
    asInstants: readsInstants || (isTemporal(declared?.type) && isTemporal(other)),
  });
}

function incomparable(
  name: string,
  own: AttributeType | undefined,
  other: AttributeType | undefined,
): string | undefined {
  if (own === other || (isTemporal(own) && isTemporal(other))) return undefined;
  if (own !== undefined && other !== undefined) {
    return `"${name}" is declared as ${other}, the field it is compared with as ${own}: compare fields of one type.`;
  }
  // One would be read as an instant and the other as text.
  return isTemporal(own) || isTemporal(other)
    ? "Only one of the two is declared as a date: use before or after, or declare the other too."
    : undefined;
}

function unfit(
  name: string,
  other: string,
  { types }: Operator,
  type: AttributeType | undefined,
): string | undefined {
  return type === undefined || types.includes(type)
    ? undefined
    : `"${other}" is declared as ${type}, and "${name}" works on ${types.join(", ")} only: compare with another field.`;
}

function isTemporal(type: AttributeType | undefined): boolean {
  return type === "date" || type === "datetime";
}
