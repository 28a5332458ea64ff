import type { Calendar } from "../time/calendar.ts";
import { calendarOf } from "../time/calendar-of.ts";
import { parseInstant } from "../time/instant.ts";

/** How times are read in one zone: shared by all its rules, since it remembers a lot. */
export interface ZoneReading {
  readonly calendar: Calendar;
  /** Reads ISO 8601 text as an instant; undefined where it is none. */
  readonly instantOf: (text: string) => number | undefined;
}

const mostZones = 100;
const mostTexts = 20_000;
const readings = new Map<string, ZoneReading>();

/** @throws RangeError where the zone is unknown. */
export function zoneReading(zone: string): ZoneReading {
  const known = readings.get(zone);
  if (known !== undefined) return known;
  const calendar = calendarOf(zone);
  const reading = { calendar, instantOf: rememberTexts((text) => parseInstant(text, calendar)) };
  if (readings.size >= mostZones) readings.clear();
  readings.set(zone, reading);
  return reading;
}

/** The same dates are read again and again: by many rules, and before and after a change. */
function rememberTexts(
  read: (text: string) => number | undefined,
): (text: string) => number | undefined {
  const known = new Map<string, number>();
  return (text) => {
    const instant = known.get(text);
    if (instant !== undefined) return Number.isNaN(instant) ? undefined : instant;
    if (known.size >= mostTexts) known.clear();
    const fresh = read(text);
    known.set(text, fresh ?? Number.NaN);
    return fresh;
  };
}
