import { never } from "../evaluate/truth.ts";
import type { Calendar } from "./calendar.ts";
import type { Duration } from "./duration.ts";
import { edgeOf } from "./edge.ts";
import { latestOnly } from "./latest-only.ts";

/** From now − duration, exclusive, to now. */
export function lastWindow(duration: Duration, calendar: Calendar) {
  const edge = edgeOf(-1, duration, calendar);
  const start = latestOnly(edge.at);
  return {
    contains: (instant: number, now: number) => instant <= now && instant > start(now),
    nextChange: (instant: number, now: number) => {
      // Where a day is skipped, "a day ago" is this very instant and the window is empty.
      if (now < instant && edge.at(instant) < instant) return instant;
      return edge.nextTurn(instant, Math.max(now, instant));
    },
  };
}

/** From now, exclusive, to now + duration. */
export function nextWindow(duration: Duration, calendar: Calendar) {
  const edge = edgeOf(1, duration, calendar);
  const end = latestOnly(edge.at);
  return {
    contains: (instant: number, now: number) => now < instant && instant <= end(now),
    nextChange: (instant: number, now: number) => {
      if (instant <= now) return never;
      const turn = edge.nextTurn(instant, now);
      if (turn < instant) return turn;
      return edge.at(now) >= instant ? instant : never;
    },
  };
}
