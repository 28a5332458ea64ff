import { IANAZone } from "luxon";
import type { Calendar } from "./calendar.ts";
import { endOfUnit, plusMonths, startOfUnit } from "./civil-date.ts";
import { type Duration, dayMs } from "./duration.ts";
import { rememberOffsets } from "./zone-offsets.ts";

/**
 * A time zone with shifts, read from the runtime's own zone data. A clock time shown
 * twice is the one with the offset it is counted from, else the first.
 * @throws RangeError where the zone is not a known IANA name.
 */
export function zonedCalendar(zoneName: string): Calendar {
  if (!IANAZone.isValidZone(zoneName)) {
    throw new RangeError(
      `"${zoneName}" is not a time zone: use an IANA name such as Europe/Paris.`,
    );
  }
  const zone = IANAZone.create(zoneName);
  const offset = rememberOffsets((instant) => zone.offset(instant) * 60_000);
  const shownAt = (wallTime: number, preferred: number) => shown(wallTime, preferred, offset);
  const instantAt = (wallTime: number) => shownAt(wallTime, offset(wallTime - dayMs));
  const go = (sign: 1 | -1) => (instant: number, duration: Duration) => {
    const { months, days, milliseconds } = duration;
    const ahead = offset(instant);
    const wallTime = plusMonths(instant + ahead, sign * months) + sign * days * dayMs;
    return shownAt(wallTime, ahead) + sign * milliseconds;
  };
  const midnightOf = (instant: number) => dayOf(instant, offset, instantAt);
  return {
    uniformDays: false,
    plus: go(1),
    minus: go(-1),
    offset,
    instantAt,
    startOf: (unit, instant) => instantAt(startOfUnit(unit, midnightOf(instant))),
    startOfNext: (unit, instant) =>
      instantAt(endOfUnit(unit, startOfUnit(unit, midnightOf(instant)))),
  };
}

type Offset = (instant: number) => number;

function shown(wallTime: number, preferred: number, offset: Offset): number {
  if (offset(wallTime - preferred) === preferred) return wallTime - preferred;
  const before = offset(wallTime - dayMs);
  const after = offset(wallTime + dayMs);
  const skipped = offset(wallTime - before) !== before && offset(wallTime - after) !== after;
  const first = skipped || offset(wallTime - before) === before;
  return wallTime - (first ? before : after);
}

/**
 * The day's midnight as a wall time. A clock set back over midnight shows the day before
 * once more: that hour stays with the day that has begun.
 */
function dayOf(instant: number, offset: Offset, instantAt: (wallTime: number) => number): number {
  const midnight = startOfUnit("day", instant + offset(instant));
  if (instant >= instantAt(midnight + dayMs)) return midnight + dayMs;
  return instant < instantAt(midnight) ? midnight - dayMs : midnight;
}
