import { type Calendar, utcCalendar } from "./calendar.ts";
import { zonedCalendar } from "./zoned-calendar.ts";

/** A calendar remembers what it has asked the zone data: rules of one zone share it. */
const calendars = new Map<string, Calendar>([
  ["UTC", utcCalendar],
  ["Etc/UTC", utcCalendar],
]);

/** @throws RangeError where the zone is not a known IANA name. */
export function calendarOf(zone: string): Calendar {
  const known = calendars.get(zone);
  if (known !== undefined) return known;
  const calendar = zonedCalendar(zone);
  calendars.set(zone, calendar);
  return calendar;
}
