import type { CalendarUnit } from "../../language/operators.ts";
import type { Duration } from "../../time/duration.ts";

export const dialectNames = ["sqlite", "postgresql"] as const;
export type DialectName = (typeof dialectNames)[number];

/** Where every part of the statement finds the parameter. */
export const now = "asked.now";

/** What databases say differently. Parameters and results are SQL expressions unless said otherwise. */
export interface Dialect {
  /** The one parameter: the instant the rule is asked at, in milliseconds since the epoch. */
  readonly parameter: string;
  /** The third truth. */
  readonly unknown: string;
  /** A text as a literal. @throws UnwritableRule where the database cannot hold it */
  literal(text: string): string;
  /** A text that `<` and `>` order by code point. */
  ordered(text: string): string;
  /** @param wanted the text itself. */
  contains(seen: string, wanted: string): string;
  beginsWith(seen: string, wanted: string): string;
  endsWith(seen: string, wanted: string): string;
  /** Unknown where the list is null. @param wanted the elements themselves, each once. */
  hasAny(list: string, wanted: readonly string[]): string;
  hasAll(list: string, wanted: readonly string[]): string;
  hasOnly(list: string, wanted: readonly string[]): string;
  /** The instant a duration later or earlier, on the calendar of the zone. */
  shifted(instant: string, duration: Duration, direction: "later" | "earlier"): string;
  /** Where the unit that the instant lies in begins. */
  startOf(unit: CalendarUnit, instant: string): string;
  /** Where the unit after it begins. */
  startOfNext(unit: CalendarUnit, instant: string): string;
  /** Start of the day that is so many years after the day of the instant. */
  anniversary(instant: string, years: string): string;
  /** The year the zone's calendar shows at the instant. */
  yearOf(instant: string): string;
  /** The next state of a 32-bit FNV-1a hash: `hash` with byte number `at`, from 1, of `text` taken in. */
  hashed(hash: string, text: string, at: string): string;
  /** Of a text in UTF-8. */
  byteLength(text: string): string;
  /** Whether it holds of some row, unknown counting as not. */
  someRow(truth: string): string;
}

/** What a rule asks that the database cannot answer; the message says so to whoever wrote the rule. */
export class UnwritableRule extends Error {}

/** A text in single quotes, as every database reads it while `standard_conforming_strings` is on. */
export function quoted(text: string, database: string): string {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new UnwritableRule(
      `${database} has no text with the character U+0000 or half a surrogate pair: take it out of ${JSON.stringify(text.slice(0, 60))}.`,
    );
  }
  return `'${text.replaceAll("'", "''")}'`;
}

/** How many characters a database counts in the text. */
export function lengthInCodePoints(text: string): number {
  return Array.from(text).length;
}
