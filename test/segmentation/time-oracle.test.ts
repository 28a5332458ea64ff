import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { withinAfter, withinBefore } from "../../shared/segmentation/time/relative.ts";
import { Random, seedOf } from "./random.ts";
import { type Kind, type Question, TimeOracle } from "./time-oracle.ts";
import {
  day,
  durationOf,
  hour,
  iso,
  turbulentInstant,
  units,
  windowNamed,
  zones,
} from "./turbulent-times.ts";

const trials = 3_000;
const durations = ["P1D", "P7D", "P30D", "P1M", "P2M", "P1M1D", "P13M", "PT36H", "P1DT1H", "P3Y2M"];
const yearly = ["P1D", "P30D", "P1M", "P6M", "P11M30D", "P364D", "P365D", "P1Y", "PT36H", "P1DT1H"];
const spans: Record<Kind, readonly string[]> = {
  last: durations,
  next: durations,
  withinAfter: durations,
  withinBefore: durations,
  anniversaryNext: yearly,
  anniversaryLast: yearly,
  current: units,
  previous: units,
  following: units,
};
const kinds: readonly Kind[] = [
  "last",
  "next",
  "withinAfter",
  "withinBefore",
  "anniversaryNext",
  "anniversaryLast",
  "current",
  "previous",
  "following",
];

/** Nothing, a millisecond, some minutes or up to two days more or less. */
function nudge(random: Random): number {
  const sign = random.chance(0.5) ? 1 : -1;
  return sign * random.pick([0, 1, random.below(hour), random.below(2 * day)]);
}

/** A value beside one of the edges that a window of this span may have at the time. */
function valueNear(now: number, span: string, zone: string, random: Random): number {
  const { plus, minus, startOf, startOfNext } = calendarOf(zone);
  const unit = units.find((each) => each === span);
  if (unit === undefined) {
    return random.pick([now, plus(now, durationOf(span)), minus(now, durationOf(span))]);
  }
  const [start, end] = [startOf(unit, now), startOfNext(unit, now)];
  return random.pick([start, end, startOf(unit, start - 1), startOfNext(unit, end)]);
}

/** A time beside a shift, or one that a window of this span joins to a time beside a shift. */
function timeNear(span: string, zone: string, random: Random): number {
  const near = turbulentInstant(zone, random);
  if (units.some((unit) => unit === span)) return near;
  const { plus, minus } = calendarOf(zone);
  return random.pick([near, plus(near, durationOf(span)), minus(near, durationOf(span))]);
}

function question(kind: Kind, random: Random): Question {
  const span = random.pick(spans[kind]);
  const zone = random.pick(zones);
  const now = timeNear(span, zone, random);
  const value = valueNear(now, span, zone, random) + nudge(random);
  if (!kind.startsWith("anniversary")) return { value, now, span, zone };
  const years = durationOf(`P${random.below(9)}YT1S`);
  return { value: calendarOf(zone).minus(value, years), now, span, zone };
}

function ours(kind: Kind, { value, now, span, zone }: Question): boolean {
  if (kind === "withinAfter") return withinAfter(value, now, durationOf(span), calendarOf(zone));
  if (kind === "withinBefore") return withinBefore(value, now, durationOf(span), calendarOf(zone));
  return windowNamed(kind, span, zone).contains(value, now);
}

describe("windows are those of PostgreSQL's interval arithmetic", () => {
  const random = new Random(seedOf("time oracle"));
  let oracle: TimeOracle;

  beforeAll(async () => {
    oracle = await TimeOracle.open();
  }, 60_000);
  afterAll(() => oracle.close());

  it.each(zones)("and its clocks in %s are ours", async (zone) => {
    const instants = random.list(1_000, () => turbulentInstant(zone, random));
    const offsets = instants.map((instant) => calendarOf(zone).offset(instant));
    expect(offsets).toEqual(await oracle.offsets(zone, instants));
  });

  it.each(kinds)(`%s, in ${trials} random questions beside its edges`, async (kind) => {
    const asked = random.list(trials, () => question(kind, random));
    const answers = await oracle.ask(kind, asked);
    const counts = { yes: 0, no: 0, doubtful: 0 };
    for (const [number, each] of asked.entries()) {
      const answer = answers[number];
      if (answer?.doubtful === true) {
        counts.doubtful++;
        continue;
      }
      const { value, now, span, zone } = each;
      const told = `${kind} ${span} in ${zone}: value ${iso(value)} now ${iso(now)}`;
      const holds = ours(kind, each);
      expect(holds, told).toBe(answer?.holds);
      counts[holds ? "yes" : "no"]++;
    }
    expect(counts.doubtful).toBeLessThan(trials / 20);
    expect(Math.min(counts.yes, counts.no)).toBeGreaterThan(trials / 20);
  });
});
