import type { CalendarUnit } from "../../shared/segmentation/language/operators.ts";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { type Duration, parseDuration } from "../../shared/segmentation/time/duration.ts";
import { type Window, windowFor } from "../../shared/segmentation/time/window.ts";
import type { Random } from "./random.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Zones whose clocks do all that clocks do. */
export const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "America/Havana",
  "America/Nuuk",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Pacific/Apia",
] as const;

/** Leap days, short months, turns of the year, and the day that Apia left out. */
const turns = [
  "2024-02-29T12:00:00Z",
  "2026-02-28T23:30:00Z",
  "2026-03-01T00:00:00Z",
  "2026-03-31T00:00:00Z",
  "2025-12-31T23:59:59Z",
  "2011-12-30T10:00:00Z",
].map((text) => Date.parse(text));

/** Zones that have set their clocks back over midnight, into the day before. */
export const backOverMidnight = ["America/St_Johns", "Antarctica/Casey"] as const;

const known = new Map<string, readonly number[]>();

/** The instants from 2010 to 2030 at which the zone's clock is set. */
export function shiftsOf(zone: string): readonly number[] {
  const shifts = known.get(zone) ?? findShifts(zone);
  known.set(zone, shifts);
  return shifts;
}

function findShifts(zone: string): readonly number[] {
  const { offset } = calendarOf(zone);
  // No zone has set its clock twice within five days.
  const step = 5 * day;
  const found: number[] = [];
  for (let at = Date.UTC(2010, 0); at < Date.UTC(2031, 0); at += step) {
    if (offset(at) === offset(at + step)) continue;
    let [before, shift] = [at, at + step];
    while (shift - before > 1) {
      const middle = Math.floor((before + shift) / 2);
      if (offset(middle) === offset(before)) before = middle;
      else shift = middle;
    }
    found.push(shift);
  }
  return found;
}

/** An instant within three hours, or three days, of a shift of the zone or of a turn. */
export function turbulentInstant(zone: string, random: Random): number {
  const shift = random.pick([...shiftsOf(zone), random.pick(turns)]);
  const middle = random.chance(0.7) ? shift : random.pick(turns);
  const halfHours = random.chance(0.5) ? random.below(13) - 6 : random.below(289) - 144;
  const near = middle + halfHours * 30 * minute;
  return random.chance(0.4) ? near : near + random.below(30 * minute);
}

export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  if (duration === undefined) throw new RangeError(text);
  return duration;
}

/** @param span an ISO 8601 duration, or a unit for a window over units. */
export function windowNamed(
  kind: Parameters<typeof windowFor>[0],
  span: string,
  zone: string,
): Window {
  const unit = units.find((each) => each === span);
  return windowFor(kind, unit ?? durationOf(span), calendarOf(zone));
}

export const units: readonly CalendarUnit[] = ["day", "week", "month", "quarter", "year"];

export function iso(instant: number): string {
  return Number.isFinite(instant) ? new Date(instant).toISOString() : "never";
}
