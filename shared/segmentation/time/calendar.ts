import type { CalendarUnit } from "../language/operators.ts";
import { endOfUnit, plusMonths, startOfUnit } from "./civil-date.ts";
import { type Duration, dayMs } from "./duration.ts";

/** Days, months and clock times of one time zone; instants are milliseconds since the epoch. */
export interface Calendar {
  /** Whether every day has 24 hours. */
  readonly uniformDays: boolean;
  /** The instant a duration later: months first (the day clamped), then days, then hours. */
  plus(instant: number, duration: Duration): number;
  /** The instant a duration earlier, in the same order. */
  minus(instant: number, duration: Duration): number;
  /** Milliseconds the zone's clock is ahead of UTC at the instant. */
  offset(instant: number): number;
  /**
   * The instant at which the zone's clock shows a time, given as that time read as UTC.
   * A time skipped by a shift is moved on by the shift; of a doubled one it is the first.
   */
  instantAt(wallTime: number): number;
  /**
   * The start of the unit that the instant lies in. A day runs from its first midnight to
   * that of the next, whatever a clock set back over midnight shows; weeks begin on Monday.
   */
  startOf(unit: CalendarUnit, instant: number): number;
  /** The start of the unit after the one that the instant lies in, where that one ends. */
  startOfNext(unit: CalendarUnit, instant: number): number;
}

export const utcCalendar: Calendar = {
  uniformDays: true,
  plus: (instant, { months, days, milliseconds }) =>
    plusMonths(instant, months) + days * dayMs + milliseconds,
  minus: (instant, { months, days, milliseconds }) =>
    plusMonths(instant, -months) - days * dayMs - milliseconds,
  offset: () => 0,
  instantAt: (wallTime) => wallTime,
  startOf: startOfUnit,
  startOfNext: (unit, instant) => endOfUnit(unit, startOfUnit(unit, instant)),
};
