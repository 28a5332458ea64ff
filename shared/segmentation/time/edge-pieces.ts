import { never } from "../evaluate/truth.ts";
import type { Calendar } from "./calendar.ts";
import { dayMs } from "./duration.ts";

interface Search {
  /** The edge: where it stands at an instant. */
  at(now: number): number;
  readonly instant: number;
  /** Whether it stands at or after `instant` just before `from`. */
  readonly reached: boolean;
  readonly from: number;
  readonly until: number;
  readonly calendar: Calendar;
}

/** The first time from `from` to before `until` at which the edge reaches, or leaves, `instant`. */
export function firstTurn(search: Search): number {
  for (const { from, until, distance } of pieces(search)) {
    const reaches = search.instant - distance;
    if (search.reached) {
      if (from < reaches) return from;
    } else if (reaches < until) return Math.max(from, reaches);
  }
  return never;
}

/** A stretch of time during which the edge runs along at the clock's own pace. */
interface Piece {
  readonly from: number;
  readonly until: number;
  /** From now to the edge. */
  readonly distance: number;
}

function* pieces(search: Search): Generator<Piece> {
  for (let start = search.from; start < search.until; ) {
    const shown = start + search.calendar.offset(start);
    const midnight = start + dayMs - (((shown % dayMs) + dayMs) % dayMs);
    const until = Math.min(search.until, midnight);
    yield* split(search, start, until);
    start = until;
  }
}

/** Halves a day at most until the calendar looks alike at both ends of each part. */
function* split(search: Search, from: number, until: number): Generator<Piece> {
  if (alike(search, from, until - 1)) {
    yield { from, until, distance: search.at(from) - from };
    return;
  }
  const middle = Math.floor((from + until) / 2);
  yield* split(search, from, middle);
  yield* split(search, middle, until);
}

/** Shifts here and at the edge may make up for each other: then the offsets differ. */
function alike({ at, calendar }: Search, a: number, b: number): boolean {
  return at(a) - a === at(b) - b && calendar.offset(a) === calendar.offset(b);
}
