import { describe, expect, it } from "vitest";
import { compareGroups } from "../../../shared/programs/measurement/compare-groups.ts";
import { differenceInterval } from "../../../shared/programs/measurement/difference.ts";
import { OutcomeTally } from "../../../shared/programs/measurement/outcome-tally.ts";
import type { Proportion } from "../../../shared/programs/measurement/proportion.ts";
import { neededPeople } from "../../../shared/programs/measurement/sample-size.ts";
import { trialGroupOf } from "../../../shared/programs/measurement/trial-group.ts";
import { Random } from "../../segmentation/random.ts";
import { aProgram } from "./program.ts";

const runs = 1_000;
const peopleOfRun = 600;
/** The seed is fixed: of a sound interval some seeds would still fall outside of 95 ± 2 %. */
const seed = 20_261_122;

/** A run: people are put into groups by the program's own hash, and reach it by chance. */
function comparisonOf(random: Random, run: number, people: number, rates: [number, number]) {
  const program = aProgram({ id: `prg_${run}`, holdoutPercent: 30 });
  const [inside, outside] = [new OutcomeTally(), new OutcomeTally()];
  for (let at = 0; at < people; at += 1) {
    const { heldOut } = trialGroupOf(program, `person-${at}`);
    const reachedAt = random.chance(rates[heldOut ? 1 : 0]) ? 1 : undefined;
    const amount = reachedAt === undefined ? 0 : 10 + random.below(40);
    (heldOut ? outside : inside).add({ state: "over", reachedAt, amount }, 0);
  }
  return compareGroups(inside, outside, 0.05);
}

interface Bounds {
  readonly low: number;
  readonly high?: number;
}

function holds({ low, high = Number.POSITIVE_INFINITY }: Bounds, truth: number): boolean {
  return low <= truth && truth <= high;
}

describe("the intervals of a lift", () => {
  it(`cover the true lift in 95 ± 2 % of ${runs} simulated programs`, () => {
    const random = new Random(seed);
    let [difference, ratio, mean] = [0, 0, 0];
    for (let run = 0; run < runs; run += 1) {
      const found = comparisonOf(random, run, peopleOfRun, [0.16, 0.1]);
      if (holds(found.differenceInterval, 0.06)) difference += 1;
      if (holds(found.ratioInterval, 1.6)) ratio += 1;
      // Who reaches it spends 10 to 49, 29.5 on average.
      if (found.mean.interval !== undefined && holds(found.mean.interval, 0.06 * 29.5)) mean += 1;
    }
    for (const covered of [difference, ratio, mean]) {
      expect(covered / runs).toBeGreaterThanOrEqual(0.93);
      expect(covered / runs).toBeLessThanOrEqual(0.97);
    }
  });

  it(`see a difference that is not there in 5 ± 2 % of ${runs} A/A tests`, () => {
    const random = new Random(seed);
    let [differences, ratios] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const found = comparisonOf(random, run, peopleOfRun, [0.12, 0.12]);
      if (!holds(found.differenceInterval, 0)) differences += 1;
      if (!holds(found.ratioInterval, 1)) ratios += 1;
    }
    for (const alarms of [differences, ratios]) {
      expect(alarms / runs).toBeGreaterThanOrEqual(0.03);
      expect(alarms / runs).toBeLessThanOrEqual(0.07);
    }
  });

  it("find a difference of the size that was asked for in four of five programs", () => {
    const random = new Random(seed);
    const { second } = neededPeople(0.1, 0.1, 1);
    const reached = (rate: number): Proportion => ({
      reached: random.list(second, () => random.chance(rate)).filter(Boolean).length,
      of: second,
    });
    const found = random
      .list(runs, () => differenceInterval(reached(0.2), reached(0.1)))
      .filter((interval) => !holds(interval, 0));
    expect(found.length / runs).toBeGreaterThan(0.77);
    expect(found.length / runs).toBeLessThan(0.83);
  });
});
