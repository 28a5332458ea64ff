import { IANAZone } from "luxon";
import type { Calendar } from "./calendar.ts";
import { minusMonths } from "./civil-months.ts";
import { dayMs } from "./duration.ts";

/**
 * A time zone with shifts, read from the runtime's own zone data. A clock time shown
 * twice is the one with the offset it is counted back from, else the first.
 * @throws RangeError where the zone is not a known IANA name.
 */
export function zonedCalendar(zoneName: string): Calendar {
  if (!IANAZone.isValidZone(zoneName)) {
    throw new RangeError(
      `"${zoneName}" is not a time zone: use an IANA name such as Europe/Paris.`,
    );
  }
  const zone = IANAZone.create(zoneName);
  const offset = rememberByDay((instant) => zone.offset(instant) * 60_000);
  const instantAt = (wallTime: number, preferred: number) => {
    if (offset(wallTime - preferred) === preferred) return wallTime - preferred;
    const before = offset(wallTime - dayMs);
    const after = offset(wallTime + dayMs);
    const skipped = offset(wallTime - before) !== before && offset(wallTime - after) !== after;
    const first = skipped || offset(wallTime - before) === before;
    return wallTime - (first ? before : after);
  };
  return {
    uniformDays: false,
    minus: (instant, { months, days, milliseconds }) => {
      const ahead = offset(instant);
      const wallTime = minusMonths(instant + ahead, months) - days * dayMs;
      return instantAt(wallTime, ahead) - milliseconds;
    },
    offset,
    instantAt: (wallTime) => instantAt(wallTime, offset(wallTime - dayMs)),
  };
}

const mostDays = 20_000;

/** Asking the zone data is slow; on most days the offset stands still. */
function rememberByDay(offset: (instant: number) => number): (instant: number) => number {
  const byDay = new Map<number, number | "shifts">();
  return (instant) => {
    const day = Math.floor(instant / dayMs);
    let known = byDay.get(day);
    if (known === undefined) {
      if (byDay.size >= mostDays) byDay.clear();
      const atStart = offset(day * dayMs);
      known = atStart === offset((day + 1) * dayMs - 1) ? atStart : "shifts";
      byDay.set(day, known);
    }
    return known === "shifts" ? offset(instant) : known;
  };
}
