import type { AttributeDeclaration, AttributeType, Normalisation, Scalar } from "../record.ts";
import type { Calendar } from "../time/calendar.ts";
import { parseInstant } from "../time/instant.ts";
import { normaliseCase, normaliseText } from "./normalise.ts";
import type { OperandShape, Operator } from "./operators.ts";
import { compareScalars } from "./order.ts";

/** What a condition compares with: all of one type, dates as instants, normalised. */
export type ReadValues =
  | { readonly ok: true; readonly type: AttributeType; readonly wanted: readonly Scalar[] }
  | { readonly ok: false; readonly message: string };

/** Reads the value of a comparison; without a declaration its own type decides. */
export function readValues(
  operator: Operator & { reads: "value" },
  name: string,
  value: unknown,
  declared: AttributeDeclaration | undefined,
  calendar: Calendar,
): ReadValues {
  const items = itemsOf(operator.operand, value);
  if (typeof items === "string") return fault(items);
  const read = readItems(items, operator, name, declared, calendar);
  if (!read.ok) return read;
  const normalise = normaliserOf(operator, read.type, declared?.normalise);
  const wanted = read.wanted.map((each) => (typeof each === "string" ? normalise(each) : each));
  const [low, high] = wanted;
  if (operator.operand === "pair" && low !== undefined && high !== undefined) {
    if (compareScalars(low, high) > 0) return fault("Put the smaller end first.");
  }
  return { ok: true, type: read.type, wanted };
}

/** Reads what an attribute may once have been: whole values, of a list its elements. */
export function readPastValues(
  name: string,
  value: unknown,
  operator: Operator,
  declared: AttributeDeclaration | undefined,
  calendar: Calendar,
): ReadValues {
  const items = itemsOf("list", value);
  if (typeof items === "string") return fault(items);
  const read = readItems(items, operator, name, declared, calendar);
  const normalise = declared?.normalise;
  if (!read.ok || normalise === undefined) return read;
  const wanted = read.wanted.map((each) =>
    typeof each === "string" ? normaliseText(each, normalise) : each,
  );
  return { ...read, wanted };
}

/** Pieces of a text are cased as the text is; trimming or mapping them would change what they find. */
function normaliserOf(
  operator: Operator & { reads: "value" },
  type: AttributeType,
  normalisation: Normalisation | undefined,
): (text: string) => string {
  if (normalisation === undefined) return (text) => text;
  return operator.findsPieces && type !== "strings"
    ? (text) => normaliseCase(text, normalisation)
    : (text) => normaliseText(text, normalisation);
}

function readItems(
  items: readonly unknown[],
  operator: Operator,
  name: string,
  declared: AttributeDeclaration | undefined,
  calendar: Calendar,
): ReadValues {
  const onLists = operator.types.length === 1 && operator.types[0] === "strings";
  const type = declared?.type ?? (onLists ? "strings" : jsonType(items[0]));
  if (type === undefined || !operator.types.includes(type)) {
    return fault(wrongValue(name, operator));
  }
  const wanted: Scalar[] = [];
  for (const item of items) {
    const converted = readScalar(item, type, calendar);
    if (converted === undefined) return fault(expected(type, declared !== undefined));
    wanted.push(converted);
  }
  return { ok: true, type, wanted };
}

/** @returns the values, or what is wrong with their number. */
function itemsOf(shape: OperandShape, value: unknown): readonly unknown[] | string {
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
  if (type === "strings" && !declared) return "Give the elements as strings.";
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

function wrongValue(name: string, operator: Operator): string {
  const scalars = operator.types.filter((type) => jsonTypes.includes(type));
  return `"${name}" compares with a ${scalars.join(" or a ")}: give one.`;
}

const jsonTypes: readonly AttributeType[] = ["string", "number", "boolean"];

function fault(message: string): ReadValues {
  return { ok: false, message };
}
