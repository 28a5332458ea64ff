import type { AttributeType, Value } from "../record.ts";
import { utcCalendar } from "../time/calendar.ts";
import { parseInstant } from "../time/instant.ts";

export type Coercion = { readonly ok: true; readonly value: Value } | { readonly ok: false };

const refused: Coercion = { ok: false };
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/**
 * Converts a value of a source to the attribute's declared type. What does not convert
 * counts as missing. Converting twice changes nothing.
 */
export function coerce(value: Value, type: AttributeType): Coercion {
  switch (type) {
    case "string":
    case "enum":
      return typeof value === "object" ? refused : accepted(String(value));
    case "number":
      return toNumber(value);
    case "boolean":
      return toBoolean(value);
    case "date":
      return toDate(value);
    case "datetime":
      return toDatetime(value);
    case "strings":
      return toStrings(value);
  }
}

function accepted(value: Value): Coercion {
  return { ok: true, value };
}

function toNumber(value: Value): Coercion {
  if (typeof value === "number") return Number.isFinite(value) ? accepted(value) : refused;
  if (typeof value !== "string" || !decimal.test(value)) return refused;
  const number = Number(value);
  return Number.isFinite(number) ? accepted(number) : refused;
}

function toBoolean(value: Value): Coercion {
  if (typeof value === "boolean") return accepted(value);
  if (value === "true") return accepted(true);
  return value === "false" ? accepted(false) : refused;
}

/** A date-time gives the day its own clock shows; a number of milliseconds, the day in UTC. */
function toDate(value: Value): Coercion {
  const text = isoText(value);
  return text !== undefined && parseInstant(text, utcCalendar) !== undefined
    ? accepted(text.slice(0, 10))
    : refused;
}

function toDatetime(value: Value): Coercion {
  const text = isoText(value);
  return text !== undefined && parseInstant(text, utcCalendar) !== undefined
    ? accepted(text)
    : refused;
}

const epochMilliseconds = /^-?\d{11,15}$/;

/** Milliseconds since the epoch, as a number or in digits, are how CRMs write times. */
function isoText(value: Value): string | undefined {
  if (typeof value === "number") return isoOf(value);
  if (typeof value !== "string") return undefined;
  return epochMilliseconds.test(value) ? isoOf(Number(value)) : value;
}

/** @returns undefined outside the years 1 to 9999. */
function isoOf(milliseconds: number): string | undefined {
  if (!(milliseconds >= -62_135_596_800_000 && milliseconds < 253_402_300_800_000))
    return undefined;
  return new Date(milliseconds).toISOString();
}

/** One string may hold several, parted by semicolons, as multi-selects of CRMs are written. */
function toStrings(value: Value): Coercion {
  if (typeof value === "object") return accepted(value);
  if (typeof value !== "string") return refused;
  return accepted(value.split(";").filter((part) => part !== ""));
}
