import type { CalendarUnit } from "../../language/operators.ts";
import { type Duration, dayMs } from "../../time/duration.ts";
import { type Dialect, lengthInCodePoints, quoted, UnwritableRule } from "./dialect.ts";

/**
 * SQLite from 3.46 on (`floor` among its date modifiers, https://sqlite.org/lang_datefunc.html).
 * It knows no zones: days and months are counted in UTC only.
 */
export function sqlite(zone: string): Dialect {
  const inUtc = zone === "UTC" || zone === "Etc/UTC";
  const assertUtc = (what: string) => {
    if (inUtc) return;
    throw new UnwritableRule(
      `SQLite has no time zones, so it cannot count ${what} in ${zone}: write the rule for PostgreSQL, or give the duration in hours.`,
    );
  };
  return {
    ...texts,
    ...lists,
    ...bytes,
    // Programs may bind a number as a floating one, whose division would not be whole.
    parameter: "CAST(:now AS INTEGER)",
    unknown: "NULL",
    literal,
    someRow: (truth) => `coalesce(max(${truth}), FALSE)`,
    shifted: (instant, duration, direction) => {
      if (duration.months > 0 || duration.days > 0) assertUtc("days and months");
      return shifted(instant, duration, direction === "later" ? "+" : "-");
    },
    startOf: (unit, instant) => {
      assertUtc(`${unit}s`);
      return unitStart(unit, instant, 0);
    },
    startOfNext: (unit, instant) => {
      assertUtc(`${unit}s`);
      return unitStart(unit, instant, 1);
    },
    anniversary: (instant, years) => {
      assertUtc("anniversaries");
      return `(unixepoch(${seconds(instant)}, 'unixepoch', '+' || (${years}) || ' years', 'floor', 'start of day') * 1000)`;
    },
    yearOf: (instant) => {
      assertUtc("years");
      return `CAST(strftime('%Y', ${seconds(instant)}, 'unixepoch') AS INTEGER)`;
    },
  };
}

function literal(text: string): string {
  return quoted(text, "SQLite");
}

const texts = {
  ordered: (text: string) => text,
  contains: (seen: string, wanted: string) =>
    wanted === "" ? `(${seen} IS NOT NULL OR NULL)` : `instr(${seen}, ${literal(wanted)}) > 0`,
  beginsWith: (seen: string, wanted: string) =>
    `substr(${seen}, 1, ${lengthInCodePoints(wanted)}) = ${literal(wanted)}`,
  endsWith: (seen: string, wanted: string) =>
    wanted === ""
      ? `(${seen} IS NOT NULL OR NULL)`
      : `substr(${seen}, -${lengthInCodePoints(wanted)}) = ${literal(wanted)}`,
};

const bytes = {
  hashed: (hash: string, text: string, at: string) => {
    const byte = `(${hexDigit(text, at, 1)} * 16 + ${hexDigit(text, at, 2)})`;
    return `((((${hash} | ${byte}) - (${hash} & ${byte})) * 16777619) & 4294967295)`;
  },
  byteLength: (text: string) => `length(CAST(${text} AS BLOB))`,
};

const lists = {
  hasAny: (list: string, wanted: readonly string[]) =>
    known(list, `EXISTS (SELECT 1 FROM json_each(${list}) AS e WHERE e.value IN ${among(wanted)})`),
  hasAll: (list: string, wanted: readonly string[]) => known(list, all(list, wanted)),
  hasOnly: (list: string, wanted: readonly string[]) =>
    known(
      list,
      `${all(list, wanted)} AND NOT EXISTS (SELECT 1 FROM json_each(${list}) AS e WHERE e.value NOT IN ${among(wanted)})`,
    ),
};

function known(list: string, truth: string): string {
  return `CASE WHEN ${list} IS NOT NULL THEN ${truth} END`;
}

function all(list: string, wanted: readonly string[]): string {
  return `(SELECT count(DISTINCT e.value) FROM json_each(${list}) AS e WHERE e.value IN ${among(wanted)}) = ${wanted.length}`;
}

function among(wanted: readonly string[]): string {
  return `(${wanted.map(literal).join(", ")})`;
}

function shifted(instant: string, duration: Duration, sign: "+" | "-"): string {
  const { months, days, milliseconds } = duration;
  if (months === 0) return `(${instant} ${sign} ${days * dayMs + milliseconds})`;
  const modifiers = `'${sign}${months} months', 'floor', '${sign}${days} days'`;
  return `(unixepoch(${seconds(instant)}, 'unixepoch', ${modifiers}) * 1000 + ${remainder(instant)} ${sign} ${milliseconds})`;
}

/** Division rounds towards zero; before 1970 that would be up. */
function seconds(instant: string): string {
  return `((${instant} - ${remainder(instant)}) / 1000)`;
}

function remainder(instant: string): string {
  return `((${instant} % 1000 + 1000) % 1000)`;
}

function unitStart(unit: CalendarUnit, instant: string, unitsOn: 0 | 1): string {
  const time = seconds(instant);
  const modifiers = unitModifiers(unit, time, unitsOn);
  return `(unixepoch(${time}, 'unixepoch', ${modifiers}) * 1000)`;
}

function unitModifiers(unit: CalendarUnit, time: string, unitsOn: 0 | 1): string {
  switch (unit) {
    case "day":
      return `'start of day', '+${unitsOn} days'`;
    case "week":
      return `'-6 days', 'weekday 1', 'start of day', '+${unitsOn * 7} days'`;
    case "month":
      return `'start of month', '+${unitsOn} months'`;
    case "quarter":
      return `'start of month', '-' || ((strftime('%m', ${time}, 'unixepoch') - 1) % 3) || ' months', '+${unitsOn * 3} months'`;
    case "year":
      return `'start of year', '+${unitsOn} years'`;
  }
}

function hexDigit(text: string, at: string, digit: 1 | 2): string {
  const hex = `substr(hex(substr(CAST(${text} AS BLOB), ${at}, 1)), ${digit}, 1)`;
  return `(instr('0123456789ABCDEF', ${hex}) - 1)`;
}
