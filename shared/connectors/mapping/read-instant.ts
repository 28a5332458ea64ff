import { MappingStopped } from "./mapping-stopped.ts";

/** Numbers below are seconds since the epoch, from here on milliseconds: both in 1973 to 5138. */
const leastMilliseconds = 1e11;

const dated =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The instant that sources write in many ways, as ISO 8601 in UTC: a date, a date and time
 * with or without an offset (then UTC), an HTTP date, seconds or milliseconds since the epoch.
 * Throws `MappingStopped` for what is none of these; absent stays absent.
 */
export function readInstant(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const at = millisecondsOf(value);
  // Years beyond four digits have another spelling, which no event's timestamp takes.
  if (Number.isNaN(at) || Math.abs(at) > 253_402_300_799_999)
    throw new MappingStopped(`$instant cannot read ${JSON.stringify(value)} as a date or a time.`);
  return new Date(at).toISOString();
}

function millisecondsOf(value: unknown): number {
  if (typeof value === "number") return value < leastMilliseconds ? value * 1_000 : value;
  if (typeof value !== "string") return Number.NaN;
  const text = value.trim();
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return millisecondsOf(Number(text));
  const [, day, time, offset] = dated.exec(text) ?? [];
  if (day !== undefined) return Date.parse(isoOf(day, time ?? "00:00", offset));
  return /^\w{3}, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}

function isoOf(day: string, time: string, offset: string | undefined): string {
  const zone = offset === undefined || offset === "UTC" ? "Z" : offset;
  const colon = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  return `${day}T${time}${colon}`;
}
