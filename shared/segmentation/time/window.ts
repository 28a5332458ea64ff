import { never } from "../evaluate/truth.ts";
import type { Calendar } from "./calendar.ts";
import { type Duration, dayMs, longestMs, parseDuration, shortestMs } from "./duration.ts";

/** The half-open window (now − duration, now], all in milliseconds since the epoch. */
export interface Window {
  contains(instant: number, now: number): boolean;
  /**
   * The first instant after `now` at which the window gains or loses `instant`;
   * Infinity where it never will again. Where the clock or a short month makes
   * "one duration ago" step back, a value can leave, come back and leave again.
   */
  nextChange(instant: number, now: number): number;
}

export function windowOf(duration: Duration, calendar: Calendar): Window {
  const fixed = duration.months === 0 && (duration.days === 0 || calendar.uniformDays);
  return fixed ? fixedWindow(duration) : calendarWindow(duration, calendar);
}

function fixedWindow({ days, milliseconds }: Duration): Window {
  const length = days * dayMs + milliseconds;
  return {
    contains: (instant, now) => instant <= now && instant > now - length,
    nextChange: (instant, now) => {
      if (instant > now) return instant;
      return instant + length > now ? instant + length : never;
    },
  };
}

function calendarWindow(duration: Duration, calendar: Calendar): Window {
  let latest = { now: Number.NaN, start: Number.NaN };
  const startOf = (now: number) => {
    if (latest.now !== now) latest = { now, start: calendar.minus(now, duration) };
    return latest.start;
  };
  const contains = (instant: number, now: number) => instant <= now && instant > startOf(now);
  const nextChange = (instant: number, now: number) => {
    if (instant > now) return instant;
    const end = instant + longestMs(duration);
    if (now >= end) return never;
    const inside = contains(instant, now);
    const from = inside ? Math.max(now + 1, instant + shortestMs(duration)) : now + 1;
    return firstChange(instant, inside, pieces(from, end, duration, calendar));
  };
  return { contains, nextChange };
}

/** A stretch of time during which "one duration ago" runs along at the clock's own pace. */
interface Piece {
  readonly from: number;
  readonly until: number;
  readonly length: number;
}

function firstChange(instant: number, inside: boolean, stretch: Iterable<Piece>): number {
  for (const { from, until, length } of stretch) {
    const leaves = instant + length;
    if (inside) {
      if (leaves < until) return Math.max(from, leaves);
    } else if (from < leaves) return from;
  }
  return never;
}

function* pieces(
  from: number,
  end: number,
  duration: Duration,
  calendar: Calendar,
): Generator<Piece> {
  for (let start = from; start < end; ) {
    const local = start + calendar.offset(start);
    const until = Math.min(end, start + dayMs - (((local % dayMs) + dayMs) % dayMs));
    yield* split(start, until, duration, calendar);
    start = until;
  }
}

/** Halves a day at most until the calendar looks alike at both ends of each part. */
function* split(
  from: number,
  until: number,
  duration: Duration,
  calendar: Calendar,
): Generator<Piece> {
  const last = until - 1;
  const length = from - calendar.minus(from, duration);
  if (last === from || looks(from, duration, calendar) === looks(last, duration, calendar)) {
    yield { from, until, length };
    return;
  }
  const middle = Math.floor((from + until) / 2);
  yield* split(from, middle, duration, calendar);
  yield* split(middle, until, duration, calendar);
}

function looks(instant: number, duration: Duration, calendar: Calendar): string {
  const start = calendar.minus(instant, duration);
  const offset = calendar.offset(instant);
  const day = Math.floor((instant + offset) / dayMs);
  return `${day} ${offset} ${calendar.offset(start)} ${instant - start}`;
}

/**
 * The earliest instant a window of this ISO 8601 duration can still show, now or at any
 * later time, in any zone: what is older may be forgotten.
 */
export function earliestVisible(window: string, now: number): number {
  const duration = parseDuration(window);
  return duration === undefined ? -never : now - longestMs(duration);
}
