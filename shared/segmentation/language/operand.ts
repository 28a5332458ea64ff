import type { AttributeType, Scalar } from "../record.ts";
import type { Calendar } from "../time/calendar.ts";
import { type Duration, parseDuration } from "../time/duration.ts";
import { parseInstant } from "../time/instant.ts";
import type { OperandShape, Operator } from "./operators.ts";
import { compareScalars } from "./order.ts";

/** A condition's value, checked and ready to compare with; dates as milliseconds. */
export type Operand =
  | { readonly kind: "none" }
  | { readonly kind: "values"; readonly type: AttributeType; readonly wanted: readonly Scalar[] }
  | { readonly kind: "window"; readonly duration: Duration };

export type OperandResult =
  | { readonly ok: true; readonly operand: Operand }
  | { readonly ok: false; readonly part: "operator" | "value"; readonly message: string };

/**
 * Reads a condition's value for its operator.
 * @param declared the attribute's type; undefined lets the value's own type decide.
 */
export function readOperand(
  operator: Operator,
  name: string,
  value: unknown,
  declared: AttributeType | undefined,
  calendar: Calendar,
): OperandResult {
  if (declared !== undefined && !operator.types.includes(declared)) {
    return fault("operator", wrongOperator(name, declared, operator));
  }
  switch (operator.reads) {
    case "presence":
      return { ok: true, operand: { kind: "none" } };
    case "window":
      return readWindow(value);
    case "moment":
    case "relative":
    case "past":
    case "split":
    case "sequence":
      return fault("operator", `"${name}" is not available yet.`);
    case "value":
      return readValues(operator, name, value, declared, calendar);
  }
}

function readWindow(value: unknown): OperandResult {
  const duration = typeof value === "string" ? parseDuration(value) : undefined;
  return duration === undefined
    ? fault(
        "value",
        "Give an ISO 8601 duration of whole numbers, longer than zero and at most 200 years, such as P30D, P3M or PT12H.",
      )
    : { ok: true, operand: { kind: "window", duration } };
}

function readValues(
  operator: Operator & { reads: "value" },
  name: string,
  value: unknown,
  declared: AttributeType | undefined,
  calendar: Calendar,
): OperandResult {
  const values = readShape(operator.operand, value);
  if (typeof values === "string") return fault("value", values);
  const type = declared ?? jsonType(values[0]);
  if (type === undefined || !operator.types.includes(type)) {
    return fault("value", wrongValue(name, operator));
  }
  const wanted: Scalar[] = [];
  for (const item of values) {
    const converted = readScalar(item, type, calendar);
    if (converted === undefined) return fault("value", expected(type, declared !== undefined));
    wanted.push(converted);
  }
  const [low, high] = wanted;
  if (operator.operand === "pair" && low !== undefined && high !== undefined) {
    if (compareScalars(low, high) > 0) return fault("value", "Put the smaller end first.");
  }
  return { ok: true, operand: { kind: "values", type, wanted } };
}

/** @returns the values, or what is wrong with their number. */
function readShape(shape: OperandShape, value: unknown): readonly unknown[] | string {
  switch (shape) {
    case "one":
      return Array.isArray(value) ? "Give one value, not a list." : [value];
    case "list":
      return Array.isArray(value) && value.length > 0
        ? value
        : "Give an array with at least one value.";
    case "set":
      return Array.isArray(value) ? value : "Give an array.";
    case "pair":
      return Array.isArray(value) && value.length === 2
        ? value
        : "Give an array of two values, the smaller first.";
  }
}

function readScalar(value: unknown, type: AttributeType, calendar: Calendar): Scalar | undefined {
  switch (type) {
    case "string":
    case "enum":
    case "strings":
      return typeof value === "string" ? value : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "date":
    case "datetime":
      return typeof value === "string" ? parseInstant(value, calendar) : undefined;
  }
}

/** The type an undeclared attribute is compared as. */
function jsonType(value: unknown): AttributeType | undefined {
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

function expected(type: AttributeType, declared: boolean): string {
  if (!declared) return "Give values of one type: all strings, all numbers or all booleans.";
  switch (type) {
    case "string":
    case "enum":
    case "strings":
      return `The attribute is declared as ${type}: give a string.`;
    case "number":
      return "The attribute is declared as number: give a number, without quotes.";
    case "boolean":
      return "The attribute is declared as boolean: give true or false, without quotes.";
    case "date":
    case "datetime":
      return `The attribute is declared as ${type}: give an ISO 8601 date or time such as 2026-11-22 or 2026-11-22T10:00:00Z.`;
  }
}

function wrongOperator(name: string, declared: AttributeType, operator: Operator): string {
  return `"${name}" does not work on an attribute declared as ${declared}, only on ${operator.types.join(", ")}: use another operator or declare the attribute otherwise.`;
}

function wrongValue(name: string, operator: Operator): string {
  const scalars = operator.types.filter((type) => jsonTypes.includes(type));
  return `"${name}" compares with a ${scalars.join(" or a ")}: give one.`;
}

const jsonTypes: readonly AttributeType[] = ["string", "number", "boolean"];

function fault(part: "operator" | "value", message: string): OperandResult {
  return { ok: false, part, message };
}
