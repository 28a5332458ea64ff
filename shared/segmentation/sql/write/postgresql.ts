import type { CalendarUnit } from "../../language/operators.ts";
import { type Duration, dayMs } from "../../time/duration.ts";
import { type Dialect, lengthInCodePoints, quoted } from "./dialect.ts";

/** PostgreSQL from 14 on, in a database whose encoding is UTF-8. `$1` is the instant asked at. */
export function postgresql(zone: string): Dialect {
  const calendar = calendarIn(zone);
  return {
    ...texts,
    ...lists,
    parameter: "$1::bigint",
    unknown: "NULL::boolean",
    literal,
    shifted: (instant, duration, direction) =>
      shifted(instant, duration, direction === "later" ? "+" : "-", calendar),
    startOf: (unit, instant) =>
      calendar.instantAt(`date_trunc('${unit}', ${calendar.midnightOf(instant)})`),
    startOfNext: (unit, instant) =>
      calendar.instantAt(
        `date_trunc('${unit}', ${calendar.midnightOf(instant)}) + interval '${lengths[unit]}'`,
      ),
    anniversary: (instant, years) =>
      calendar.instantAt(
        `${calendar.midnightOf(instant)} + make_interval(years => (${years})::integer)`,
      ),
    yearOf: (instant) => `extract(year FROM ${calendar.clockAt(instant)})`,
    hashed: (hash, text, at) =>
      `(((${hash} # get_byte(convert_to(${text}, 'UTF8'), (${at} - 1)::integer)) * 16777619) & 4294967295)`,
    byteLength: (text) => `octet_length(convert_to(${text}, 'UTF8'))`,
    someRow: (truth) => `coalesce(bool_or(${truth}), FALSE)`,
  };
}

function literal(text: string): string {
  return quoted(text, "PostgreSQL");
}

const texts = {
  ordered: (text: string) => `${text} COLLATE "C"`,
  contains: (seen: string, wanted: string) => `strpos(${seen}, ${literal(wanted)}) > 0`,
  beginsWith: (seen: string, wanted: string) => `starts_with(${seen}, ${literal(wanted)})`,
  endsWith: (seen: string, wanted: string) =>
    `right(${seen}, ${lengthInCodePoints(wanted)}) = ${literal(wanted)}`,
};

const lists = {
  hasAny: (list: string, wanted: readonly string[]) => `${list} && ${arrayOf(wanted)}`,
  hasAll: (list: string, wanted: readonly string[]) => `${list} @> ${arrayOf(wanted)}`,
  hasOnly: (list: string, wanted: readonly string[]) =>
    `(${list} @> ${arrayOf(wanted)} AND ${list} <@ ${arrayOf(wanted)})`,
};

function arrayOf(elements: readonly string[]): string {
  return `ARRAY[${elements.map(literal).join(", ")}]::text[]`;
}

const lengths: Readonly<Record<CalendarUnit, string>> = {
  day: "1 day",
  week: "7 days",
  month: "1 month",
  quarter: "3 months",
  year: "1 year",
};

/** Instants in milliseconds to what a zone's clock shows, and back. */
interface SqlCalendar {
  readonly uniformDays: boolean;
  /** As `timestamp`. */
  clockAt(instant: string): string;
  /**
   * The midnight, as `timestamp`, that the instant's day began with. An hour of the day
   * before that a clock set back over midnight shows again stays with the day that has begun.
   */
  midnightOf(instant: string): string;
  /**
   * A time shown twice is the one with the offset of `near`, else the first; one that a shift
   * skips is moved on by the shift.
   * @param clock a `timestamp`.
   */
  instantAt(clock: string, near?: string): string;
}

function utcAt(instant: string): string {
  return `(to_timestamp(${instant} / 1000.0) AT TIME ZONE 'UTC')`;
}

const utc: SqlCalendar = {
  uniformDays: true,
  clockAt: utcAt,
  midnightOf: (instant) => `date_trunc('day', ${utcAt(instant)})`,
  instantAt: (clock) => `(extract(epoch FROM ${clock}) * 1000)::bigint`,
};

/** Keeps the planner from writing out an expression wherever it is used, within itself too. */
const fence = " OFFSET 0";

function calendarIn(zone: string): SqlCalendar {
  if (zone === "UTC" || zone === "Etc/UTC") return utc;
  const name = literal(zone);
  const clockAt = (instant: string) => `(to_timestamp(${instant} / 1000.0) AT TIME ZONE ${name})`;
  const shown = (time: string) => `(${time} AT TIME ZONE 'UTC' AT TIME ZONE ${name})`;
  const fits = (offset: string) =>
    `WHEN ${shown(`(c.clock - c.${offset})`)} = c.clock THEN c.clock - c.${offset} `;
  const instantAt = (clock: string, near?: string) => {
    const dayBefore = "(d.clock - interval '24 hours')";
    const offsets = `${shown(dayBefore)} - ${dayBefore} AS day_before${near === undefined ? "" : `, ${clockAt(near)} - ${utcAt(near)} AS near`}`;
    const cases = `${near === undefined ? "" : fits("near")}${fits("day_before")}`;
    return `(SELECT (extract(epoch FROM CASE ${cases}ELSE c.clock AT TIME ZONE ${name} AT TIME ZONE 'UTC' END) * 1000)::bigint FROM (SELECT d.clock, ${offsets} FROM (SELECT ${clock} AS clock${fence}) AS d${fence}) AS c)`;
  };
  const midnightOf = (instant: string) => {
    const [one, next] = ["m.midnight", "m.midnight + interval '1 day'"];
    return `(SELECT CASE WHEN m.instant >= ${instantAt(next)} THEN ${next} WHEN m.instant < ${instantAt(one)} THEN ${one} - interval '1 day' ELSE ${one} END FROM (SELECT i.instant, date_trunc('day', ${clockAt("i.instant")}) AS midnight FROM (SELECT ${instant} AS instant${fence}) AS i${fence}) AS m)`;
  };
  return { uniformDays: false, clockAt, midnightOf, instantAt };
}

function shifted(
  instant: string,
  duration: Duration,
  sign: "+" | "-",
  calendar: SqlCalendar,
): string {
  const { months, days, milliseconds } = duration;
  if (months === 0 && (days === 0 || calendar.uniformDays)) {
    return `(${instant} ${sign} ${days * dayMs + milliseconds})`;
  }
  const clock = `${calendar.clockAt(instant)} ${sign} interval '${months} months' ${sign} interval '${days} days'`;
  return `(${calendar.instantAt(clock, instant)} ${sign} ${milliseconds})`;
}
