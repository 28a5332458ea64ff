import type { Calendar } from "./calendar.ts";

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Reads an ISO 8601 date or date-time as milliseconds since the epoch. A date is the
 * start of its day and a time without offset is the clock of the calendar's zone.
 * @returns undefined for any other string and for days that do not exist.
 */
export function parseInstant(text: string, calendar: Calendar): number | undefined {
  const parts = pattern.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const midnight = utcMidnight(year, month, day);
  if (midnight === undefined) return undefined;
  const time = timeOfDay(hour, minute, second, parts[7]);
  if (time === undefined) return undefined;
  const offset = parts[8];
  if (offset === undefined) return calendar.instantAt(midnight + time);
  const ahead = offsetMs(offset);
  return ahead === undefined ? undefined : midnight + time - ahead;
}

function utcMidnight(year = 0, month = 0, day = 0): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 ? date.getTime() : undefined;
}

function timeOfDay(hour = 0, minute = 0, second = 0, fraction = ""): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
}

function offsetMs(offset: string): number | undefined {
  if (offset === "Z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
