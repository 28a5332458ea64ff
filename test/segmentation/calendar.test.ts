import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { Random, seedOf } from "./random.ts";
import {
  backOverMidnight,
  day,
  durationOf,
  hour,
  iso,
  shiftsOf,
  turbulentInstant,
  units,
  zones,
} from "./turbulent-times.ts";

const durations = ["P1D", "P30D", "P1M", "P1Y", "P7M3DT5H", "PT36H", "P2W"].map(durationOf);

const random = new Random(seedOf("calendar"));

describe("the calendar", () => {
  it.each(["plus", "minus"] as const)("goes as Luxon does by %s, near shifts and far", (way) => {
    // Luxon does not move a skipped day of 24 hours on.
    const known = zones.filter((zone) => zone !== "Pacific/Apia");
    for (let trial = 0; trial < 3_000; trial++) {
      const zone = random.pick(known);
      const duration = random.pick(durations);
      const { months, days, milliseconds } = duration;
      const near = turbulentInstant(zone, random);
      const back = way === "plus" ? "minus" : "plus";
      const now = random.chance(0.5) ? near : calendarOf(zone)[back](near, duration);
      const expected = DateTime.fromMillis(now, { zone })[way]({ months, days, milliseconds });
      const told = `${zone} ${duration.text} ${way} ${iso(now)}`;
      expect(iso(calendarOf(zone)[way](now, duration)), told).toBe(expected.toUTC().toISO());
    }
  });

  it.each([
    ["Europe/Berlin", "2026-07-01T12:00", "2026-07-01T10:00:00.000Z"],
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["America/Sao_Paulo", "2017-10-15T00:00", "2017-10-15T03:00:00.000Z"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00.000Z"],
  ])("in %s the clock shows %s at %s", (zone, clock, instant) => {
    expect(iso(calendarOf(zone).instantAt(Date.parse(`${clock}Z`)))).toBe(instant);
  });

  it("refuses a zone that does not exist", () => {
    expect(() => calendarOf("Mars/Olympus")).toThrow(/IANA name/);
  });
});

describe("units of the calendar", () => {
  it.each([
    ["day", "UTC", "2026-11-22T10:00Z", "2026-11-22T00:00Z", "2026-11-23T00:00Z"],
    ["week, from Monday", "UTC", "2026-11-22T10:00Z", "2026-11-16T00:00Z", "2026-11-23T00:00Z"],
    ["week over new year", "UTC", "2027-01-01T10:00Z", "2026-12-28T00:00Z", "2027-01-04T00:00Z"],
    ["week before 1970", "UTC", "1969-12-30T10:00Z", "1969-12-29T00:00Z", "1970-01-05T00:00Z"],
    ["month with a leap day", "UTC", "2028-02-29T10:00Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z"],
    ["quarter", "UTC", "2026-12-31T23:59Z", "2026-10-01T00:00Z", "2027-01-01T00:00Z"],
    ["year", "UTC", "2026-01-01T00:00Z", "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
    [
      "day of 23 hours",
      "Europe/Berlin",
      "2026-03-29T10:00Z",
      "2026-03-28T23:00Z",
      "2026-03-29T22:00Z",
    ],
    [
      "day of 25 hours",
      "Europe/Berlin",
      "2026-10-25T10:00Z",
      "2026-10-24T22:00Z",
      "2026-10-25T23:00Z",
    ],
    [
      "week with a shift",
      "America/New_York",
      "2026-03-08T12:00Z",
      "2026-03-02T05:00Z",
      "2026-03-09T04:00Z",
    ],
    [
      "quarter with a shift",
      "Europe/Berlin",
      "2026-03-30T10:00Z",
      "2025-12-31T23:00Z",
      "2026-03-31T22:00Z",
    ],
    [
      "year ahead of UTC",
      "Pacific/Apia",
      "2025-12-31T11:00Z",
      "2025-12-31T11:00Z",
      "2026-12-31T11:00Z",
    ],
    [
      "day that begins at 01:00",
      "America/Sao_Paulo",
      "2017-10-15T12:00Z",
      "2017-10-15T03:00Z",
      "2017-10-16T02:00Z",
    ],
    [
      "day that ends twice",
      "America/Sao_Paulo",
      "2018-02-18T02:30Z",
      "2018-02-17T02:00Z",
      "2018-02-18T03:00Z",
    ],
    [
      "day that begins at 01:00",
      "Asia/Beirut",
      "2026-03-29T12:00Z",
      "2026-03-28T22:00Z",
      "2026-03-29T21:00Z",
    ],
    [
      "day that begins at 01:00",
      "Africa/Cairo",
      "2026-04-24T12:00Z",
      "2026-04-23T22:00Z",
      "2026-04-24T21:00Z",
    ],
    [
      "day with two midnights",
      "America/Havana",
      "2026-11-01T05:30Z",
      "2026-11-01T04:00Z",
      "2026-11-02T05:00Z",
    ],
    [
      "day before the one left out",
      "Pacific/Apia",
      "2011-12-30T09:00Z",
      "2011-12-29T10:00Z",
      "2011-12-30T10:00Z",
    ],
    [
      "day after the one left out",
      "Pacific/Apia",
      "2011-12-30T10:00Z",
      "2011-12-30T10:00Z",
      "2011-12-31T10:00Z",
    ],
    [
      "day begun before its clock went back",
      "America/St_Johns",
      "2010-11-07T03:00Z",
      "2010-11-07T02:30Z",
      "2010-11-08T03:30Z",
    ],
  ])("a %s in %s: that of %s runs from %s to %s", (name, zone, instant, start, next) => {
    const unit = units.find((each) => name.startsWith(each)) ?? "day";
    const { startOf, startOfNext } = calendarOf(zone);
    expect(iso(startOf(unit, Date.parse(instant)))).toBe(iso(Date.parse(start)));
    expect(iso(startOfNext(unit, Date.parse(instant)))).toBe(iso(Date.parse(next)));
  });

  it.each([...zones, ...backOverMidnight])("follow each other without a gap in %s", (zone) => {
    const { startOf, startOfNext } = calendarOf(zone);
    const away = [-day, -hour, -1, 0, 1, hour / 2, hour, 3 * hour, day];
    const turbulent = random.list(200, () => turbulentInstant(zone, random));
    const beside = shiftsOf(zone).flatMap((shift) => away.map((ms) => shift + ms));
    for (const instant of [...turbulent, ...beside]) {
      for (const unit of units) {
        const [start, next] = [startOf(unit, instant), startOfNext(unit, instant)];
        const told = `${unit} of ${iso(instant)}: ${iso(start)} to ${iso(next)}`;
        expect(start <= instant && instant < next, told).toBe(true);
        expect(startOf(unit, start), told).toBe(start);
        expect(startOf(unit, next - 1), told).toBe(start);
        expect(startOf(unit, next), told).toBe(next);
      }
    }
  });
});
