import { minusMonths } from "./civil-months.ts";
import { type Duration, dayMs } from "./duration.ts";

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

export const utcCalendar: Calendar = {
  uniformDays: true,
  minus: (instant, { months, days, milliseconds }) =>
    minusMonths(instant, months) - days * dayMs - milliseconds,
  offset: () => 0,
  instantAt: (wallTime) => wallTime,
};
