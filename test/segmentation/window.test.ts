import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { earliestVisible, windowFor } from "../../shared/segmentation/time/window.ts";
import { Random, seedOf } from "./random.ts";
import { day, durationOf, iso, turbulentInstant, windowNamed, zones } from "./turbulent-times.ts";

const at = (text: string) => Date.parse(text);

/** Every instant after `from` at which the window gains or loses the value, to the minute. */
function changes(window: ReturnType<typeof windowNamed>, value: number, from: number) {
  const found: string[] = [];
  for (let now = window.nextChange(value, from); Number.isFinite(now); ) {
    found.push(iso(now).slice(0, 16));
    now = window.nextChange(value, now);
  }
  return found;
}

describe("a window of the last 30 days", () => {
  const { contains, nextChange } = windowNamed("last", "P30D", "UTC");
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

describe("a window of the last days follows the calendar", () => {
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
    const { contains, nextChange } = windowNamed("last", duration, zone);
    expect(new Date(nextChange(at(value), at(value))).toISOString()).toBe(
      at(leaves) && new Date(at(leaves)).toISOString(),
    );
    expect(contains(at(value), at(leaves) - 1)).toBe(true);
    expect(contains(at(value), at(leaves))).toBe(false);
  });

  it("lets a value back in where a short month turns one month ago back", () => {
    const value = at("2026-02-28T12:00:00Z");
    expect(changes(windowNamed("last", "P1M", "UTC"), value, value)).toEqual([
      "2026-03-28T12:00",
      "2026-03-29T00:00",
      "2026-03-29T12:00",
      "2026-03-30T00:00",
      "2026-03-30T12:00",
      "2026-03-31T00:00",
      "2026-03-31T12:00",
    ]);
  });

  it("lets a value back in where the clock is set at different hours of the two days", () => {
    // St. John's: forward at 00:01 on 13 March 2011, at 02:00 on 11 March 2012.
    const value = at("2011-03-13T04:00:00Z");
    expect(changes(windowNamed("last", "P364D", "America/St_Johns"), value, value)).toEqual([
      "2012-03-11T04:00",
      "2012-03-11T04:31",
      "2012-03-11T05:00",
    ]);
  });

  it("is empty where a day ago was left out", () => {
    // Apia went from 29 to 31 December: a day before any time of the 31st is that very time.
    const { contains, nextChange } = windowNamed("last", "P1D", "Pacific/Apia");
    const value = at("2011-12-30T15:00:00Z");
    expect(contains(value, value)).toBe(false);
    expect(iso(nextChange(value, value - 5))).toBe("2011-12-31T10:00:00.000Z");
    expect(contains(value, at("2011-12-31T10:00:00Z"))).toBe(true);
  });
});

describe("a window of the next days", () => {
  const value = at("2026-04-20T12:00:00Z");

  it("is open where it begins and closed where it ends", () => {
    const { contains, nextChange } = windowNamed("next", "P30D", "UTC");
    expect(contains(value, value - 30 * day - 1)).toBe(false);
    expect(contains(value, value - 30 * day)).toBe(true);
    expect(contains(value, value - 1)).toBe(true);
    expect(contains(value, value)).toBe(false);
    expect(nextChange(value, value - 100 * day)).toBe(value - 30 * day);
    expect(nextChange(value, value - 30 * day)).toBe(value);
    expect(nextChange(value, value)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ["over a day of 23 hours", "P1D", "Europe/Berlin", "2026-03-29T11:00", "2026-03-28T12:00"],
    ["over a day of 25 hours", "P1D", "Europe/Berlin", "2026-10-25T13:00", "2026-10-24T12:00"],
    ["in hours", "PT24H", "Europe/Berlin", "2026-03-29T12:00", "2026-03-28T12:00"],
    ["over a short month", "P1M", "UTC", "2026-03-10T08:00", "2026-02-10T08:00"],
    ["to a day that no month leads to", "P1M", "UTC", "2026-03-31T08:00", "2026-03-01T00:00"],
    ["to a leap day", "P1Y", "UTC", "2028-02-29T08:00", "2027-03-01T00:00"],
    ["by months first and then by days", "P1M1D", "UTC", "2026-03-01T08:00", "2026-01-28T08:00"],
  ])("%s reaches a value at the right time", (_, span, zone, seen, enters) => {
    const window = windowNamed("next", span, zone);
    const found = changes(window, at(`${seen}Z`), at("2025-01-01T00:00Z"));
    expect(found.at(0)).toBe(enters);
    expect(found.at(-1)).toBe(seen);
  });

  it("loses a value and gains it again where days lead to a short month's last", () => {
    // A month from 28, 29, 30 and 31 January is 28 February.
    const seen = at("2026-02-28T12:00:00Z");
    expect(changes(windowNamed("next", "P1M", "UTC"), seen, at("2026-01-01T00:00:00Z"))).toEqual([
      "2026-01-28T12:00",
      "2026-01-29T00:00",
      "2026-01-29T12:00",
      "2026-01-30T00:00",
      "2026-01-30T12:00",
      "2026-01-31T00:00",
      "2026-01-31T12:00",
      "2026-02-28T12:00",
    ]);
  });
});

describe("windows that make no sense", () => {
  it.each([
    ["last", "month"],
    ["anniversaryNext", "day"],
  ] as const)("%s takes a duration, not %s", (kind, unit) => {
    expect(() => windowFor(kind, unit, calendarOf("UTC"))).toThrow(/no duration/);
  });

  it("current takes a unit, not a duration", () => {
    expect(() => windowFor("current", durationOf("P1M"), calendarOf("UTC"))).toThrow(/no unit/);
  });
});

describe("what a window of the last days can still show", () => {
  const random = new Random(seedOf("visible"));
  const durations = ["P1D", "P30D", "P1M", "P2M", "P1M1D", "P13M", "P100Y", "PT36H", "P1DT1H"];

  it("never reaches behind earliestVisible", () => {
    for (let trial = 0; trial < 2_000; trial++) {
      const zone = random.pick(zones);
      const duration = random.pick(durations);
      const now = turbulentInstant(zone, random) + random.below(60 * day);
      const forgotten = earliestVisible(duration, now) - random.below(day);
      const { contains } = windowNamed("last", duration, zone);
      expect(contains(forgotten, now + random.below(10 * day))).toBe(false);
    }
  });

  it("is everything for what is no duration", () => {
    expect(earliestVisible("a while", 0)).toBe(Number.NEGATIVE_INFINITY);
  });
});
