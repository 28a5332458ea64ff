import { DateTime, IANAZone } from "luxon";
import type { Calendar } from "./calendar.ts";

/**
 * A time zone with daylight saving, read from the runtime's own zone data.
 * @throws RangeError where the zone is not a known IANA name.
 */
export function zonedCalendar(zoneName: string): Calendar {
  if (!IANAZone.isValidZone(zoneName)) {
    throw new RangeError(
      `"${zoneName}" is not a time zone: use an IANA name such as Europe/Paris.`,
    );
  }
  const zone = IANAZone.create(zoneName);
  return {
    uniformDays: false,
    minus: (instant, { months, days, milliseconds }) =>
      DateTime.fromMillis(instant, { zone }).minus({ months, days, milliseconds }).toMillis(),
    offset: (instant) => zone.offset(instant) * 60_000,
    instantAt: (wallTime) =>
      DateTime.fromMillis(wallTime, { zone: "utc" })
        .setZone(zone, { keepLocalTime: true })
        .toMillis(),
  };
}
