import type { Operand } from "../../language/operand.ts";
import type { CalendarUnit, Operator } from "../../language/operators.ts";
import type { Anchor } from "../../rule.ts";
import type { Duration } from "../../time/duration.ts";
import { now } from "./dialect.ts";
import type { Place, Writing } from "./place.ts";
import { fieldSource, testOf, type ValueSource } from "./value-source.ts";

/** `before`, `after` and `on`, `notOn`: against a stretch of time that the rule fixes. */
export function writeMoment(
  operator: string,
  { from, until }: Operand & { readonly kind: "moment" },
  source: ValueSource,
): string {
  const seen = source.instant ?? "NULL";
  const test =
    operator === "before"
      ? `${seen} < ${from}`
      : operator === "after"
        ? `${seen} >= ${until}`
        : `${seen} >= ${from} AND ${seen} < ${until}`;
  return testOf(source, test);
}

/** A window that moves with the clock. */
export function writeWindow(
  { window }: Operator & { readonly reads: "window" },
  { span }: Operand & { readonly kind: "window" },
  source: ValueSource,
  writing: Writing,
): string {
  const seen = source.instant ?? "NULL";
  return testOf(
    source,
    typeof span === "string"
      ? inUnit(window, seen, span, writing)
      : inDuration(window, seen, span, writing),
  );
}

type WindowName = (Operator & { readonly reads: "window" })["window"];

/** A day that a zone left out is no day: the one after it follows at once. */
function inUnit(window: WindowName, seen: string, unit: CalendarUnit, writing: Writing): string {
  const { dialect } = writing;
  const start = dialect.startOf(unit, now);
  const next = dialect.startOfNext(unit, now);
  const within = (from: string, until: string) =>
    `${seen} >= ${writing.once(from)} AND ${seen} < ${writing.once(until)}`;
  if (window === "previous") return within(dialect.startOf(unit, `(${start} - 1)`), start);
  return window === "following"
    ? within(next, dialect.startOfNext(unit, next))
    : within(start, next);
}

function inDuration(window: WindowName, seen: string, span: Duration, writing: Writing): string {
  const { dialect } = writing;
  const earliest = () => writing.once(dialect.shifted(now, span, "earlier"));
  const latest = () => writing.once(dialect.shifted(now, span, "later"));
  switch (window) {
    case "next":
      return `${seen} > ${now} AND ${seen} <= ${latest()}`;
    case "anniversaryNext": {
      const today = writing.once(dialect.startOf("day", now));
      const test = `a.day >= ${today} AND a.day <= ${latest()}`;
      return someAnniversary(seen, [0, 1], test, writing);
    }
    case "anniversaryLast":
      return someAnniversary(seen, [-1, 0], `a.day > ${earliest()} AND a.day <= ${now}`, writing);
    case "last":
    case "current":
    case "previous":
    case "following":
      return `${seen} > ${earliest()} AND ${seen} <= ${now}`;
  }
}

/**
 * Of the years around now: no window is longer than one.
 * @param test of `a.day`.
 */
function someAnniversary(
  seen: string,
  steps: readonly [number, number],
  test: string,
  writing: Writing,
): string {
  const { dialect } = writing;
  const years = `${writing.once(dialect.yearOf(now))} - ${dialect.yearOf(seen)} + step.years`;
  const candidates = `SELECT ${steps[0]} AS years UNION ALL SELECT ${steps[1]}`;
  const days = `SELECT ${dialect.anniversary(seen, "y.years")} AS day FROM (SELECT CASE WHEN ${years} < 1 THEN 1 ELSE ${years} END AS years FROM (${candidates}) AS step) AS y`;
  return `CASE WHEN ${seen} IS NOT NULL THEN EXISTS (SELECT 1 FROM (${days}) AS a WHERE ${test}) END`;
}

/** Within a duration of another value of the profile. */
export function writeRelative(
  { side }: Operator & { readonly reads: "relative" },
  { duration, of }: Operand & { readonly kind: "relative" },
  source: ValueSource,
  place: Place,
  writing: Writing,
): string {
  const { dialect } = writing;
  const anchor = anchorSource(of, place, writing);
  const seen = source.instant ?? "NULL";
  const from = anchor.instant ?? "NULL";
  const test =
    side === "after"
      ? `${seen} > ${from} AND ${seen} <= ${dialect.shifted(from, duration, "later")}`
      : `${seen} < ${from} AND ${seen} >= ${dialect.shifted(from, duration, "earlier")}`;
  return testOf(source, testOf(anchor, test));
}

function anchorSource(anchor: Anchor, { anchorRow }: Place, writing: Writing): ValueSource {
  if (typeof anchor === "string") {
    const profile = { kind: writing.context.object, row: anchorRow, anchorRow };
    return fieldSource(anchor, profile, writing);
  }
  const row = writing.alias("v");
  const end = anchor.which === "first" ? "min" : "max";
  const name = writing.dialect.literal(anchor.behaviour);
  return {
    from: `(SELECT ${end}(b.at) AS instant FROM behaviour AS b WHERE b.profile_id = ${anchorRow}.id AND b.name = ${name}) AS ${row}`,
    instant: `${row}.instant`,
    declared: undefined,
  };
}
