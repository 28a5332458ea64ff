import type { Calendar } from "./calendar.ts";
import type { Duration } from "./duration.ts";

/** Whether the instant seen is after the anchor and at most a duration later. */
export function withinAfter(
  seen: number,
  anchor: number,
  duration: Duration,
  calendar: Calendar,
): boolean {
  return seen > anchor && seen <= calendar.plus(anchor, duration);
}

/** Whether the instant seen is before the anchor and at most a duration earlier. */
export function withinBefore(
  seen: number,
  anchor: number,
  duration: Duration,
  calendar: Calendar,
): boolean {
  return seen < anchor && seen >= calendar.minus(anchor, duration);
}
