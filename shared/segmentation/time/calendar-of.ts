import { type Calendar, utcCalendar } from "./calendar.ts";
import { zonedCalendar } from "./zoned-calendar.ts";

/** @throws RangeError where the zone is not a known IANA name. */
export function calendarOf(zone: string): Calendar {
  return zone === "UTC" || zone === "Etc/UTC" ? utcCalendar : zonedCalendar(zone);
}
