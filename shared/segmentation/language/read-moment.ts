import { RelativeWindow } from "../rule.ts";
import type { Calendar } from "../time/calendar.ts";
import { type Duration, dayMs, parseDuration } from "../time/duration.ts";
import { parseInstant } from "../time/instant.ts";
import { accepted, faultAt, type OperandResult } from "./operand.ts";
import { calendarUnits, type Operator, unitWindows } from "./operators.ts";

/** Reads a date, which stands for its whole day, or an instant. */
export function readMoment(
  { wholeDays }: Operator & { reads: "moment" },
  value: unknown,
  calendar: Calendar,
): OperandResult {
  const instant = typeof value === "string" ? parseInstant(value, calendar) : undefined;
  if (typeof value !== "string" || instant === undefined) {
    const message =
      "Give one ISO 8601 date or time as a string, such as 2026-11-22 or 2026-11-22T10:00:00Z.";
    return faultAt(["value"], message);
  }
  const isDate = !value.includes("T");
  if (!isDate && !wholeDays) return accepted({ kind: "moment", from: instant, until: instant + 1 });
  return accepted({
    kind: "moment",
    from: calendar.startOf("day", instant),
    until: calendar.startOfNext("day", instant),
  });
}

/** Reads how long or which unit of the calendar a moving window is. */
export function readWindow(
  { window }: Operator & { reads: "window" },
  value: unknown,
): OperandResult {
  if (unitWindows.some((each) => each === window)) {
    const unit = calendarUnits.find((each) => each === value);
    return unit === undefined
      ? faultAt(["value"], `Give one of ${calendarUnits.join(", ")}.`)
      : accepted({ kind: "window", span: unit });
  }
  const span = durationOf(value);
  if (span === undefined) return faultAt(["value"], wantsDuration);
  const isYearly = window === "anniversaryNext" || window === "anniversaryLast";
  return isYearly && isOverAYear(span)
    ? faultAt(["value"], "Give at most P1Y: an anniversary comes every year.")
    : accepted({ kind: "window", span });
}

/** Reads how long after or before what. */
export function readRelative(value: unknown): OperandResult {
  const window = RelativeWindow.safeParse(value);
  if (!window.success) {
    const path = window.error.issues[0]?.path ?? [];
    const message =
      'Give {"duration": "P7D", "of": "an attribute"}, or as of a behaviour: {"behaviour": "login", "which": "first"} or "last".';
    return faultAt(["value", ...path], message);
  }
  const duration = parseDuration(window.data.duration);
  return duration === undefined
    ? faultAt(["value", "duration"], wantsDuration)
    : accepted({ kind: "relative", duration, of: window.data.of });
}

export function readPastSpan(value: unknown): OperandResult {
  const duration = durationOf(value);
  return duration === undefined
    ? faultAt(["value"], wantsDuration)
    : accepted({ kind: "past", duration });
}

export const wantsDuration =
  "Give an ISO 8601 duration of whole numbers, longer than zero and at most 200 years, such as P30D, P3M or PT12H.";

function durationOf(value: unknown): Duration | undefined {
  return typeof value === "string" ? parseDuration(value) : undefined;
}

const averageMonth = 30.436875;

function isOverAYear({ months, days, milliseconds }: Duration): boolean {
  const rest = days + milliseconds / dayMs;
  return months >= 12 ? months > 12 || rest > 0 : months * averageMonth + rest > averageMonth * 12;
}
