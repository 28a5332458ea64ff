import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { longestMs, parseDuration, shortestMs } from "../../shared/segmentation/time/duration.ts";
import { earliestVisible, windowOf } from "../../shared/segmentation/time/window.ts";
import { Random, seedOf } from "./random.ts";

const hour = 3_600_000;
const day = 24 * hour;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Asia/Kathmandu",
  "Pacific/Apia",
];
const durations = ["P1D", "P7D", "P30D", "P1M", "P2M", "P1M1D", "P13M", "P1Y", "PT36H", "P1DT1H"];

function window(duration: string, zone: string) {
  const parsed = parseDuration(duration);
  if (parsed === undefined) throw new RangeError(duration);
  return { parsed, ...windowOf(parsed, calendarOf(zone)) };
}

const at = (text: string) => Date.parse(text);

describe("a window of the last 30 days", () => {
  const { contains, nextChange } = window("P30D", "UTC");
  const value = at("2026-03-01T12:00:00Z");

  it("is open where it begins and closed where it ends", () => {
    expect(contains(value, value - 1)).toBe(false);
    expect(contains(value, value)).toBe(true);
    expect(contains(value, value + 30 * day - 1)).toBe(true);
    expect(contains(value, value + 30 * day)).toBe(false);
  });

  it("says when a value enters, leaves and stays out", () => {
    expect(nextChange(value, value - 5)).toBe(value);
    expect(nextChange(value, value)).toBe(value + 30 * day);
    expect(nextChange(value, value + 30 * day)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a window follows the calendar", () => {
  it.each([
    ["a day with 23 hours", "P1D", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z"],
    ["a day with 25 hours", "P1D", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T13:00:00Z"],
    [
      "24 hours, whatever the day",
      "PT24H",
      "Europe/Berlin",
      "2026-03-28T12:00:00Z",
      "2026-03-29T12:00:00Z",
    ],
    ["a month of 28 days", "P1M", "UTC", "2026-02-10T08:00:00Z", "2026-03-10T08:00:00Z"],
    [
      "a day that the next month lacks",
      "P1M",
      "UTC",
      "2026-01-31T08:00:00Z",
      "2026-03-01T00:00:00Z",
    ],
    ["a year from a leap day", "P1Y", "UTC", "2028-02-29T08:00:00Z", "2029-03-01T00:00:00Z"],
    ["a year with a leap day", "P1Y", "UTC", "2027-06-01T08:00:00Z", "2028-06-01T08:00:00Z"],
    [
      "a month in a zone with a shift",
      "P1M",
      "America/New_York",
      "2026-02-20T12:00:00Z",
      "2026-03-20T11:00:00Z",
    ],
  ])("%s", (_, duration, zone, value, leaves) => {
    const { contains, nextChange } = window(duration, zone);
    expect(new Date(nextChange(at(value), at(value))).toISOString()).toBe(
      at(leaves) && new Date(at(leaves)).toISOString(),
    );
    expect(contains(at(value), at(leaves) - 1)).toBe(true);
    expect(contains(at(value), at(leaves))).toBe(false);
  });

  it("lets a value back in where a short month turns one month ago back", () => {
    const { nextChange } = window("P1M", "UTC");
    const value = at("2026-02-28T12:00:00Z");
    const changes = [];
    for (let now = value; Number.isFinite(now); now = nextChange(value, now)) changes.push(now);
    expect(changes.slice(1).map((each) => new Date(each).toISOString().slice(0, 16))).toEqual([
      "2026-03-28T12:00",
      "2026-03-29T00:00",
      "2026-03-29T12:00",
      "2026-03-30T00:00",
      "2026-03-30T12:00",
      "2026-03-31T00:00",
      "2026-03-31T12:00",
    ]);
  });
});

/** Instants around shifts, leap days, short months and a day that was skipped (Apia, 2011). */
const turbulent = [
  "2024-02-29T12:00:00Z",
  "2026-02-28T23:30:00Z",
  "2026-03-29T01:30:00Z",
  "2026-10-25T01:30:00Z",
  "2026-11-01T06:30:00Z",
  "2011-12-30T11:00:00Z",
  "2017-10-15T03:30:00Z",
  "2026-04-04T15:30:00Z",
  "2025-12-31T23:59:59Z",
].map(at);

describe("the next change of a window", () => {
  const random = new Random(seedOf("windows"));
  const trials = 1_500;

  it(`is exact and never late in ${trials} random windows, zones and instants`, () => {
    for (let trial = 0; trial < trials; trial++) {
      const zone = random.pick(zones);
      const duration = random.pick(durations);
      const { parsed, contains, nextChange } = window(duration, zone);
      const value = random.pick(turbulent) + Math.floor((random.next() - 0.5) * 6 * day);
      const span = longestMs(parsed);
      const now = random.chance(0.5)
        ? value + shortestMs(parsed) + Math.floor(random.next() * 4 * day)
        : value + Math.floor((random.next() * 1.2 - 0.1) * span);
      const next = nextChange(value, now);
      const told = `${duration} ${zone} value ${value} now ${now} next ${next}`;
      const inside = contains(value, now);
      expect(next, told).toBeGreaterThan(now);
      const end = Math.min(next, value + span + day);
      for (let probe = 0; probe < 40; probe++) {
        const instant = now + Math.floor(random.next() * Math.max(0, end - now - 1));
        expect(contains(value, Math.max(now, instant)), `${told} at ${instant}`).toBe(inside);
      }
      if (!Number.isFinite(next)) continue;
      expect(contains(value, next - 1), told).toBe(inside);
      expect(contains(value, next), told).toBe(!inside);
    }
  });

  it("never needs what earliestVisible lets go", () => {
    for (let trial = 0; trial < trials; trial++) {
      const duration = random.pick(durations);
      const { contains } = window(duration, random.pick(zones));
      const now = random.pick(turbulent) + Math.floor(random.next() * 60 * day);
      const forgotten = earliestVisible(duration, now) - Math.floor(random.next() * day);
      const later = now + Math.floor(random.next() * 10 * day);
      expect(contains(forgotten, later)).toBe(false);
    }
  });
});
