import { never } from "../evaluate/truth.ts";
import type { CalendarUnit, durationWindows, unitWindows } from "../language/operators.ts";
import { anniversaryLast, anniversaryNext } from "./anniversary-window.ts";
import type { Calendar } from "./calendar.ts";
import { type Duration, longestMs, parseDuration } from "./duration.ts";
import { lastWindow, nextWindow } from "./duration-window.ts";
import { currentUnit, followingUnit, previousUnit } from "./unit-window.ts";

/** A stretch of time that moves with the clock; all in milliseconds since the epoch. */
export interface Window {
  contains(instant: number, now: number): boolean;
  /**
   * The first instant after `now` at which the window gains or loses `instant`; Infinity
   * where it never will again. Where the clock or a short month makes the window's edge
   * step back, a value can leave, come back and leave again.
   */
  nextChange(instant: number, now: number): number;
}

type WindowKind = (typeof durationWindows)[number] | (typeof unitWindows)[number];

/**
 * @param span a duration for `last`, `next` and the anniversaries, else a calendar unit.
 * @throws RangeError where the span is of the other sort.
 */
export function windowFor(
  kind: WindowKind,
  span: Duration | CalendarUnit,
  calendar: Calendar,
): Window {
  switch (kind) {
    case "last":
      return lastWindow(asDuration(span), calendar);
    case "next":
      return nextWindow(asDuration(span), calendar);
    case "anniversaryNext":
      return anniversaryNext(asDuration(span), calendar);
    case "anniversaryLast":
      return anniversaryLast(asDuration(span), calendar);
    case "current":
      return currentUnit(asUnit(span), calendar);
    case "previous":
      return previousUnit(asUnit(span), calendar);
    case "following":
      return followingUnit(asUnit(span), calendar);
  }
}

function asDuration(span: Duration | CalendarUnit): Duration {
  if (typeof span === "string") throw new RangeError(`"${span}" is a unit and no duration.`);
  return span;
}

function asUnit(span: Duration | CalendarUnit): CalendarUnit {
  if (typeof span !== "string") throw new RangeError(`${span.text} is a duration and no unit.`);
  return span;
}

/**
 * The earliest instant a window of this ISO 8601 duration can still show, now or at any
 * later time, in any zone: what is older may be forgotten.
 */
export function earliestVisible(window: string, now: number): number {
  const duration = parseDuration(window);
  return duration === undefined ? -never : now - longestMs(duration);
}
