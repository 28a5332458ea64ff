import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { windowFor } from "../../shared/segmentation/time/window.ts";
import { Random, seedOf } from "./random.ts";
import {
  backOverMidnight,
  day,
  durationOf,
  iso,
  minute,
  turbulentInstant,
  units,
  windowNamed,
  zones,
} from "./turbulent-times.ts";

const durations = ["P1D", "P7D", "P364D", "P1M", "P2M", "P1M1D", "P13M", "P1Y", "PT36H", "P1DT1H"];
const yearly = ["P1D", "P30D", "P1M", "P6M", "P11M30D", "P364D", "P365D", "P1Y", "PT36H", "P1DT1H"];
const spansOf = {
  last: durations,
  next: durations,
  anniversaryNext: yearly,
  anniversaryLast: yearly,
  current: units,
  previous: units,
  following: units,
};
const kinds = [
  "last",
  "next",
  "anniversaryNext",
  "anniversaryLast",
  "current",
  "previous",
  "following",
] as const;

const unitDays = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

/** A time not far from where the window may gain or lose the value. */
function timeNear(
  value: number,
  kind: (typeof kinds)[number],
  span: string,
  zone: string,
  random: Random,
) {
  const around = (instant: number) => instant + Math.floor((random.next() - 0.5) * 8 * day);
  const unit = units.find((each) => each === span);
  if (unit !== undefined) return around(value + (random.below(5) - 2) * unitDays[unit] * day);
  const { plus, minus } = calendarOf(zone);
  const years = kind.startsWith("anniversary") ? 1 + random.below(5) : 0;
  const anchor = plus(value, durationOf(`P${years}YT1S`));
  const ends = [anchor, plus(anchor, durationOf(span)), minus(anchor, durationOf(span))];
  return around(random.pick(ends));
}

function trial(random: Random) {
  const kind = random.pick(kinds);
  const span = random.pick<string>(spansOf[kind]);
  const zone = random.pick([...zones, ...backOverMidnight]);
  const value = turbulentInstant(zone, random);
  const now = timeNear(value, kind, span, zone, random);
  const told = `${kind} ${span} in ${zone}: value ${iso(value)} now ${iso(now)}`;
  return { kind, span, zone, value, now, told, ...windowNamed(kind, span, zone) };
}

describe("the next change of a window of any kind", () => {
  const random = new Random(seedOf("next change"));

  it("is after now; until the millisecond before it nothing changes, and at it something does", () => {
    for (let count = 0; count < 4_000; count++) {
      const { value, now, told, contains, nextChange } = trial(random);
      const next = nextChange(value, now);
      const inside = contains(value, now);
      const say = `${told} next ${iso(next)}`;
      expect(next, say).toBeGreaterThan(now);
      const end = Math.min(next, now + 800 * day);
      for (let probe = 0; probe < 20; probe++) {
        const instant = now + Math.floor(random.next() ** 2 * (end - now - 1));
        expect(contains(value, instant), `${say} at ${iso(instant)}`).toBe(inside);
      }
      if (!Number.isFinite(next)) continue;
      expect(contains(value, next - 1), say).toBe(inside);
      // Years that look alike may end in "look again": then it is nine of them away.
      const farAway = next - now >= 9 * 365 * day;
      expect(farAway || contains(value, next) !== inside, say).toBe(true);
    }
  });

  it("one after the other, they are all the changes there are within ten days", () => {
    for (let count = 0; count < 300; count++) {
      const { value, now, told, contains, nextChange } = trial(random);
      let next = nextChange(value, now);
      let inside = contains(value, now);
      for (let instant = now; instant < now + 10 * day; instant += 15 * minute) {
        for (; next <= instant; next = nextChange(value, next)) inside = !inside;
        expect(contains(value, instant), `${told} at ${iso(instant)}`).toBe(inside);
      }
    }
  });

  it.each(["anniversaryNext", "anniversaryLast"] as const)(
    "%s P1Y is settled in a few years, and told to be for ever where days are alike",
    (kind) => {
      const value = Date.parse("2020-05-17T09:00:00Z");
      const now = Date.parse("2026-11-22T10:00:00Z");
      const inUtc = windowNamed(kind, "P1Y", "UTC");
      expect(inUtc.contains(value, now)).toBe(true);
      expect(inUtc.nextChange(value, now)).toBe(Number.POSITIVE_INFINITY);
      const inBerlin = windowNamed(kind, "P1Y", "Europe/Berlin");
      expect(inBerlin.nextChange(value, now)).toBeGreaterThan(now + 9 * 365 * day);
    },
  );

  it.each([
    ["last", "P150Y", "2026-01-31T09:00:00Z", "2176-01-31T09:00:00.000Z"],
    ["next", "P150Y", "2200-01-31T09:00:00Z", "2050-01-31T09:00:00.000Z"],
    ["anniversaryNext", "P364D", "2020-02-12T09:00:00Z", "2028-02-12T23:00:00.000Z"],
  ] as const)(
    "%s %s is told in few steps, however long until then",
    (kind, span, value, change) => {
      let steps = 0;
      const berlin = calendarOf("Europe/Berlin");
      const stepping =
        <Parts extends readonly unknown[]>(ask: (...parts: Parts) => number) =>
        (...parts: Parts) => {
          steps++;
          return ask(...parts);
        };
      const { nextChange } = windowFor(kind, durationOf(span), {
        ...berlin,
        plus: stepping(berlin.plus),
        minus: stepping(berlin.minus),
        startOf: stepping(berlin.startOf),
        instantAt: stepping(berlin.instantAt),
      });
      expect(iso(nextChange(Date.parse(value), Date.parse("2026-02-12T22:00:00Z")))).toBe(change);
      expect(steps).toBeLessThan(150);
    },
  );
});
