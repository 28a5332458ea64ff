import { numbers } from "../field-value.ts";

/** What kind of values a field holds, as conditions see them. */
export type FieldKind =
  | "text"
  | "choice"
  | "choices"
  | "number"
  | "boolean"
  | "date"
  | "datetime"
  | "reference";

/** Undefined for types that conditions of a rule cannot ask after. */
export function fieldKindOf(type: string): FieldKind | undefined {
  if (numbers.has(type)) return "number";
  switch (type) {
    case "string":
    case "email":
    case "url":
    case "phone":
    case "textarea":
    case "combobox":
      return "text";
    case "picklist":
      return "choice";
    case "multipicklist":
      return "choices";
    case "boolean":
    case "date":
    case "datetime":
    case "reference":
      return type;
    default:
      return undefined;
  }
}

/** A value of a condition: a text as SOQL writes it, quotes and all, or bare. */
export function textOf(value: string): string {
  const inside = /^'([\s\S]*)'$/.exec(value)?.[1];
  return inside === undefined ? value : inside.replaceAll(/\\([\s\S])/g, unescaped);
}

const escapes = new Map([
  ["n", "\n"],
  ["N", "\n"],
  ["r", "\r"],
  ["R", "\r"],
  ["t", "\t"],
  ["T", "\t"],
]);

/** Before `_` and `%` the backslash stays: it says that they are no wildcards. */
function unescaped(escape: string, character: string): string {
  if (character === "_" || character === "%") return escape;
  return escapes.get(character) ?? character;
}

export function isNull(value: string): boolean {
  return /^null$/i.test(value) || value === "''" || value === "";
}

export function booleanOf(value: string): boolean | undefined {
  return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : undefined;
}

/** Of a number, a day or an instant, in the form in which its values come in. */
export function comparableOf(value: string, kind: "number" | "date" | "datetime") {
  if (kind === "number") return /^[-+]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  const instant = Date.parse(value);
  if (!/^\d{4}-\d\d-\d\d/.test(value) || Number.isNaN(instant)) return undefined;
  if (kind === "datetime") return value.length > 10 ? new Date(instant).toISOString() : undefined;
  return value.length === 10 ? value : undefined;
}
