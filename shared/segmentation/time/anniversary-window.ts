import { never } from "../evaluate/truth.ts";
import { type Anniversaries, anniversariesOf } from "./anniversaries.ts";
import type { Calendar } from "./calendar.ts";
import { type Duration, dayMs } from "./duration.ts";
import { edgeOf } from "./edge.ts";
import { latestOnly } from "./latest-only.ts";

/** Some anniversary of the instant is from the start of today to now + duration. */
export function anniversaryNext(duration: Duration, calendar: Calendar) {
  const edge = edgeOf(1, duration, calendar);
  const end = latestOnly(edge.at);
  const today = latestOnly((now) => calendar.startOf("day", now));
  return searchedWindow(calendar, {
    contains: (anniversaries, now) => anniversaries.firstFrom(today(now)) <= end(now),
    nextCandidate: (anniversaries, now) => {
      const anniversary = anniversaries.firstFrom(today(now));
      const past = calendar.startOfNext("day", anniversary);
      return Math.min(edge.nextTurn(anniversary, now), past);
    },
  });
}

/** Some anniversary of the instant is after now − duration, up to now. */
export function anniversaryLast(duration: Duration, calendar: Calendar) {
  const edge = edgeOf(-1, duration, calendar);
  const start = latestOnly(edge.at);
  return searchedWindow(calendar, {
    contains: (anniversaries, now) => (anniversaries.lastUpTo(now) ?? -never) > start(now),
    nextCandidate: (anniversaries, now) => {
      const latest = anniversaries.lastUpTo(now);
      const leaves = latest === undefined ? never : edge.nextTurn(latest, now);
      return Math.min(leaves, anniversaries.firstFrom(now + 1));
    },
  });
}

interface Search {
  contains(anniversaries: Anniversaries, now: number): boolean;
  /** The next instant after `now` at which the answer may change. */
  nextCandidate(anniversaries: Anniversaries, now: number): number;
}

/** Leap years are at most eight years apart: whatever happens every year happens in nine. */
const horizonMs = 9 * 366 * dayMs;

/**
 * A window of about a year may show some anniversary for ever. Where days are of unequal
 * length that is not known: the end of the years looked at is then told, so that it is
 * looked at again.
 */
function searchedWindow(calendar: Calendar, { contains, nextCandidate }: Search) {
  return {
    contains: (instant: number, now: number) => contains(anniversariesOf(instant, calendar), now),
    nextChange: (instant: number, now: number) => {
      const anniversaries = anniversariesOf(instant, calendar);
      const inside = contains(anniversaries, now);
      const horizon = Math.max(instant, now) + horizonMs;
      for (let at = nextCandidate(anniversaries, now); at < horizon; ) {
        if (contains(anniversaries, at) !== inside) return at;
        at = nextCandidate(anniversaries, at);
      }
      return calendar.uniformDays ? never : horizon;
    },
  };
}
