import { utcCalendar } from "../segmentation/time/calendar.ts";
import { dayMs } from "../segmentation/time/duration.ts";
import type { Population } from "../storage/tallies.ts";

export interface PopulationDay {
  /** `2026-11-22`, in UTC. */
  readonly day: string;
  /** At its end; of today, now. */
  readonly size: number;
  readonly entered: number;
  readonly exited: number;
}

/** A population day by day, today last: at most so many days, and none from before it was there. */
export function dailyPopulation(
  { size, days }: Population,
  { now, since, most }: { readonly now: number; readonly since: number; readonly most: number },
): PopulationDay[] {
  const today = utcCalendar.startOf("day", now);
  const first = Math.max(utcCalendar.startOf("day", since), today - (most - 1) * dayMs);
  const found: PopulationDay[] = [];
  let left = size;
  for (let start = today; start >= first; start -= dayMs) {
    const day = new Date(start).toISOString().slice(0, 10);
    const { entered = 0, exited = 0, change = 0 } = days[day] ?? {};
    found.push({ day, size: Math.max(0, left), entered, exited });
    left -= change;
  }
  return found.reverse();
}
