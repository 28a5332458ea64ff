import { never } from "../evaluate/truth.ts";
import type { CalendarUnit } from "../language/operators.ts";
import type { Calendar } from "./calendar.ts";
import { latestOnly } from "./latest-only.ts";

/** From `from` to before `until`. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** The unit that now is in. */
export function currentUnit(unit: CalendarUnit, calendar: Calendar) {
  const around = (instant: number) => unitAround(unit, instant, calendar);
  return unitWindow(around, around);
}

/** The unit before the one that now is in. */
export function previousUnit(unit: CalendarUnit, calendar: Calendar) {
  return unitWindow(
    (now) => unitBefore(unit, now, calendar),
    (instant) => unitAfter(unit, instant, calendar),
  );
}

/** The unit after the one that now is in. */
export function followingUnit(unit: CalendarUnit, calendar: Calendar) {
  return unitWindow(
    (now) => unitAfter(unit, now, calendar),
    (instant) => unitBefore(unit, instant, calendar),
  );
}

/**
 * @param shownAt what the window shows at a time.
 * @param showing when the window shows an instant: units follow each other without a gap,
 * so that each has one unit after it and one before.
 */
function unitWindow(shownAt: (now: number) => Stretch, showing: (instant: number) => Stretch) {
  const shown = latestOnly(shownAt);
  return {
    contains: (instant: number, now: number) => {
      const { from, until } = shown(now);
      return instant >= from && instant < until;
    },
    nextChange: (instant: number, now: number) => {
      const { from, until } = showing(instant);
      if (now < from) return from;
      return now < until ? until : never;
    },
  };
}

function unitAround(unit: CalendarUnit, instant: number, calendar: Calendar): Stretch {
  return { from: calendar.startOf(unit, instant), until: calendar.startOfNext(unit, instant) };
}

function unitBefore(unit: CalendarUnit, instant: number, calendar: Calendar): Stretch {
  const until = calendar.startOf(unit, instant);
  return { from: calendar.startOf(unit, until - 1), until };
}

function unitAfter(unit: CalendarUnit, instant: number, calendar: Calendar): Stretch {
  return unitAround(unit, calendar.startOfNext(unit, instant), calendar);
}
