import { dayMs, type Duration } from "./duration.ts";
import { zonedCalendar } from "./zoned-calendar.ts";

/** Days, months and clock times of one time zone. */
export interface Calendar {
  /** Whether every day has 24 hours. */
  readonly uniformDays: boolean;
  /** The instant a duration earlier: months first (the day clamped), then days, then hours. */
  minus(instant: number, duration: Duration): number;
  /** Milliseconds the zone's clock is ahead of UTC at the instant. */
  offset(instant: number): number;
  /**
   * The instant at which the zone's clock shows a time, given as that time read as UTC.
   * A time skipped by a shift is moved on by the shift.
   */
  instantAt(wallTime: number): number;
}

/** @throws RangeError where the zone is not a known IANA name. */
export function calendarOf(zone: string): Calendar {
  return zone === "UTC" || zone === "Etc/UTC" ? utcCalendar : zonedCalendar(zone);
}

export const utcCalendar: Calendar = {
  uniformDays: true,
  minus: (instant, { months, days, milliseconds }) =>
    minusMonths(instant, months) - days * dayMs - milliseconds,
  offset: () => 0,
  instantAt: (wallTime) => wallTime,
};

function minusMonths(instant: number, months: number): number {
  if (months === 0) return instant;
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const lastDay = new Date(date.getTime());
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0);
  return date.setUTCDate(Math.min(day, lastDay.getUTCDate()));
}
