import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { parseDuration } from "../../shared/segmentation/time/duration.ts";
import { Random, seedOf } from "./random.ts";

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
const durations = ["P1D", "P30D", "P1M", "P1Y", "P7M3DT5H", "PT36H", "P2W"].flatMap(
  (text) => parseDuration(text) ?? [],
);
const minute = 60_000;

describe("the calendar", () => {
  it("goes back as Luxon does, near shifts and far from them", () => {
    const random = new Random(seedOf("calendar"));
    const shifts = [
      "2026-03-29T01:00Z",
      "2026-10-25T01:00Z",
      "2026-11-01T06:00Z",
      "2026-04-04T15:00Z",
    ];
    for (let trial = 0; trial < 3_000; trial++) {
      const zone = random.pick(zones);
      const duration = random.pick(durations);
      const near = Date.parse(random.pick(shifts)) + (random.below(240) - 120) * minute;
      const back = DateTime.fromMillis(near, { zone }).plus({ days: 1 }).toMillis();
      const now = random.chance(0.5) ? back : near + random.below(400 * 24 * 60) * minute;
      const { months, days, milliseconds } = duration;
      const expected = DateTime.fromMillis(now, { zone }).minus({ months, days, milliseconds });
      const told = `${zone} ${duration.text} before ${new Date(now).toISOString()}`;
      expect(new Date(calendarOf(zone).minus(now, duration)).toISOString(), told).toBe(
        expected.toUTC().toISO(),
      );
    }
  });

  it.each([
    ["Europe/Berlin", "2026-07-01T12:00", "2026-07-01T10:00:00.000Z"],
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["America/Sao_Paulo", "2017-10-15T00:00", "2017-10-15T03:00:00.000Z"],
  ])("in %s the clock shows %s at %s", (zone, clock, instant) => {
    const wallTime = Date.parse(`${clock}Z`);
    expect(new Date(calendarOf(zone).instantAt(wallTime)).toISOString()).toBe(instant);
  });

  it("refuses a zone that does not exist", () => {
    expect(() => calendarOf("Mars/Olympus")).toThrow(/IANA name/);
  });
});
