import { text } from "./sql-text.ts";

/** Instants in SQLite's own calendar, in UTC: expressions in milliseconds since the epoch. */

const day = 86_400_000;
const isoDate = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'";

/** Of an expression that may hold ISO 8601 text; null where it does not. */
export function instantIn(value: string): string {
  return `(CASE WHEN ${value} GLOB ${isoDate} THEN ${milliseconds(value, "'subsec'")} END)`;
}

function milliseconds(value: string, ...modifiers: readonly string[]): string {
  return `CAST(round(unixepoch(${[value, ...modifiers].join(", ")}) * 1000) AS INTEGER)`;
}

/** Of ISO 8601 text as a rule writes it. */
export function instantOf(written: unknown): string {
  return milliseconds(text(String(written)), "'subsec'");
}

/** The instant some durations later or earlier; instants before 1970 are of whole seconds. */
export function shifted(at: string, sign: "+" | "-", duration: string): string {
  const amount = (unit: string, part: string | undefined) =>
    Number(new RegExp(`(\\d+)${unit}`).exec(part ?? "")?.[1] ?? 0);
  const [date, time] = duration.split("T");
  const months = amount("M", date) + 12 * amount("Y", date);
  const days = amount("D", date) + 7 * amount("W", date);
  const steps = `'${sign}${months} months', 'floor', '${sign}${days} days', '${sign}${amount("H", time)} hours'`;
  return `(unixepoch(${at} / 1000, 'unixepoch', ${steps}) * 1000 + ${at} % 1000)`;
}

function startOfDay(at: string): string {
  return `(${at} - ((${at} % ${day}) + ${day}) % ${day})`;
}

const unitSteps = new Map([
  ["day", ["start of day"]],
  ["week", ["start of day", "-6 days", "weekday 1"]],
  ["month", ["start of month"]],
  ["year", ["start of year"]],
]);
const unitLengths = new Map<string, readonly [number, string]>([
  ["day", [1, "days"]],
  ["week", [7, "days"]],
  ["month", [1, "months"]],
  ["quarter", [3, "months"]],
  ["year", [1, "years"]],
]);

/** The start of the unit that `now` is in, or of one some units later. */
function startOfUnit(unit: string, now: number, later: number): string {
  const seconds = Math.floor(now / 1000);
  const month = `CAST(strftime('%m', ${seconds}, 'unixepoch') AS INTEGER)`;
  const steps =
    unit === "quarter"
      ? ["'start of month'", `printf('-%d months', (${month} - 1) % 3)`]
      : (unitSteps.get(unit) ?? []).map(text);
  const [length, name] = unitLengths.get(unit) ?? [0, "days"];
  const [sign, amount] = [later < 0 ? "-" : "+", Math.abs(later) * length];
  const modifiers = ["'unixepoch'", ...steps, text(`${sign}${amount} ${name}`)];
  return `(unixepoch(${[seconds, ...modifiers].join(", ")}) * 1000)`;
}

/** Whether the instant lies in the window; undefined for operators that are no windows. */
export function windowSql(
  operator: string,
  at: string,
  value: string,
  now: number,
): string | undefined {
  const inUnit = (later: number) =>
    `(${at} >= ${startOfUnit(value, now, later)} AND ${at} < ${startOfUnit(value, now, later + 1)})`;
  switch (operator) {
    case "inLast":
      return `(${at} <= ${now} AND ${at} > ${shifted(`${now}`, "-", value)})`;
    case "inNext":
      return `(${at} > ${now} AND ${at} <= ${shifted(`${now}`, "+", value)})`;
    case "inCurrent":
      return inUnit(0);
    case "inPrevious":
      return inUnit(-1);
    case "inFollowing":
      return inUnit(1);
    case "anniversaryInNext":
      return anniversary(
        at,
        now,
        (a) => `${a} >= ${startOfDay(`${now}`)} AND ${a} <= ${shifted(`${now}`, "+", value)}`,
      );
    case "anniversaryInLast":
      return anniversary(
        at,
        now,
        (a) => `${a} > ${shifted(`${now}`, "-", value)} AND ${a} <= ${now}`,
      );
    default:
      return undefined;
  }
}

/** Tries the years around `now`, no window being longer than one. */
function anniversary(at: string, now: number, within: (anniversary: string) => string): string {
  const first = `${startOfDay(at)} / 1000`;
  const yearOf = (seconds: string) => `CAST(strftime('%Y', ${seconds}, 'unixepoch') AS INTEGER)`;
  const years = `${yearOf(`${Math.floor(now / 1000)}`)} + y.column1 - ${yearOf(first)}`;
  const date = `unixepoch(${first}, 'unixepoch', printf('+%d years', ${years}), 'floor') * 1000`;
  return `(CASE WHEN ${at} IS NOT NULL THEN EXISTS (SELECT 1
    FROM (SELECT ${date} AS a, ${years} AS k FROM (VALUES (-2), (-1), (0), (1), (2)) y)
    WHERE k >= 1 AND ${within("a")}) END)`;
}

/** Whether the instant is before, after or on what is written: a day or a moment. */
export function momentSql(operator: string, at: string, value: unknown): string | undefined {
  const written = String(value);
  const isDay = written.length === "2026-03-31".length;
  const midnight = (...more: readonly string[]) =>
    milliseconds(text(written), "'start of day'", ...more);
  switch (operator) {
    case "before":
      return `(${at} < ${instantOf(written)})`;
    case "after":
      return isDay ? `(${at} >= ${midnight("'+1 days'")})` : `(${at} > ${instantOf(written)})`;
    case "on":
      return `(${at} >= ${midnight()} AND ${at} < ${midnight("'+1 days'")})`;
    default:
      return undefined;
  }
}
