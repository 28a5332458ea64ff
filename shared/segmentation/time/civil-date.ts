import type { CalendarUnit } from "../language/operators.ts";
import { dayMs } from "./duration.ts";

/**
 * Goes on by months on the calendar of UTC, back where they are negative; a day that the
 * month lacks becomes its last.
 */
export function plusMonths(instant: number, months: number): number {
  if (months === 0) return instant;
  const date = new Date(instant);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  if (day > 28) date.setUTCDate(Math.min(day, lastDay(date)));
  else date.setUTCDate(day);
  return date.getTime();
}

function lastDay(date: Date): number {
  const last = new Date(date.getTime());
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return last.getUTCDate();
}

/** The midnight that begins the unit on the calendar of UTC. */
export function startOfUnit(unit: CalendarUnit, instant: number): number {
  const midnight = Math.floor(instant / dayMs) * dayMs;
  switch (unit) {
    case "day":
      return midnight;
    case "week":
      return midnight - daysSinceMonday(midnight) * dayMs;
    case "month":
      return startOfMonths(1, midnight);
    case "quarter":
      return startOfMonths(3, midnight);
    case "year":
      return startOfMonths(12, midnight);
  }
}

/** The midnight that ends the unit begun at this one. */
export function endOfUnit(unit: CalendarUnit, start: number): number {
  switch (unit) {
    case "day":
      return start + dayMs;
    case "week":
      return start + 7 * dayMs;
    case "month":
      return plusMonths(start, 1);
    case "quarter":
      return plusMonths(start, 3);
    case "year":
      return plusMonths(start, 12);
  }
}

/** 1 January 1970 was a Thursday. */
function daysSinceMonday(midnight: number): number {
  return (((midnight / dayMs + 3) % 7) + 7) % 7;
}

function startOfMonths(size: number, midnight: number): number {
  const date = new Date(midnight);
  return date.setUTCMonth(Math.floor(date.getUTCMonth() / size) * size, 1);
}
