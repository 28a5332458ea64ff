import { dayMs } from "./duration.ts";

const mostDays = 20_000;

/** A day's offset, and where a shift falls into it, that from the shift on. */
interface Day {
  readonly before: number;
  readonly shift: number;
  readonly after: number;
}

/**
 * Asking the zone data is slow: each day is asked about once. No zone shifts twice
 * within one day.
 */
export function rememberOffsets(offset: (instant: number) => number): (instant: number) => number {
  const days = new Map<number, Day>();
  return (instant) => {
    const number = Math.floor(instant / dayMs);
    let day = days.get(number);
    if (day === undefined) {
      if (days.size >= mostDays) days.clear();
      day = readDay(number * dayMs, offset);
      days.set(number, day);
    }
    return instant < day.shift ? day.before : day.after;
  };
}

function readDay(start: number, offset: (instant: number) => number): Day {
  const before = offset(start);
  const after = offset(start + dayMs - 1);
  if (before === after) return { before, shift: start, after };
  let [unshifted, shift] = [start, start + dayMs - 1];
  while (shift - unshifted > 1) {
    const middle = Math.floor((unshifted + shift) / 2);
    if (offset(middle) === before) unshifted = middle;
    else shift = middle;
  }
  return { before, shift, after };
}
