import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { longestMs, parseDuration, shortestMs } from "../../shared/segmentation/time/duration.ts";
import { Random, seedOf } from "./random.ts";
import { day, durationOf, hour, turbulentInstant, zones } from "./turbulent-times.ts";

describe("a duration", () => {
  it.each([
    ["P1Y2M", 14, 0, 0],
    ["P2W3D", 0, 17, 0],
    ["P1DT1H30M5S", 0, 1, hour + 30 * 60_000 + 5_000],
    ["P200Y", 2400, 0, 0],
  ])("%s is %i months, %i days and %i ms", (text, months, days, milliseconds) => {
    expect(parseDuration(text)).toEqual({ text, months, days, milliseconds });
  });

  it.each(["", "P", "PT", "P1", "P0D", "-P1D", "P1.5D", "P1DT", "P1H", "P201Y", " P1D"])(
    "%j is none",
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it("is never longer than longestMs nor shorter than shortestMs, from any time, in any zone", () => {
    const random = new Random(seedOf("durations"));
    for (let trial = 0; trial < 3_000; trial++) {
      const months = random.chance(0.5) ? random.below(24) : random.below(2_300);
      const duration = durationOf(`P${months}M${random.below(400)}DT${random.below(50)}H1S`);
      const zone = random.pick(zones);
      const from = turbulentInstant(zone, random) + (random.below(400) - 200) * 365 * day;
      const { plus, minus } = calendarOf(random.chance(0.5) ? "UTC" : zone);
      for (const length of [plus(from, duration) - from, from - minus(from, duration)]) {
        const told = `${duration.text} at ${from} in ${zone}`;
        expect(length, told).toBeLessThanOrEqual(longestMs(duration));
        expect(length, told).toBeGreaterThanOrEqual(shortestMs(duration));
      }
    }
  });

  it.each([
    ["longest", 2327, "1903-03-01T00:00:00Z"],
    ["shortest", 1273, "1697-02-01T00:00:00Z"],
  ])(
    "nor is the %s run there is of months up to 200 years, beside their average",
    (_, months, from) => {
      const duration = durationOf(`P${months}M`);
      const length = calendarOf("UTC").plus(Date.parse(from), duration) - Date.parse(from);
      expect(length).toBeLessThanOrEqual(longestMs(duration));
      expect(length).toBeGreaterThanOrEqual(shortestMs(duration));
    },
  );
});
