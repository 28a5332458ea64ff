import { describe, expect, it } from "vitest";
import {
  enoughFor,
  matchFlip,
  matchTruth,
} from "../../shared/segmentation/evaluate/match-count.ts";
import { atLeastFlip, count, never } from "../../shared/segmentation/evaluate/truth.ts";
import type { Truth } from "../../shared/segmentation/record.ts";
import { type Match, matchModes } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";

const truths: readonly Truth[] = [true, false, null];
const most = 3;
const matches: readonly Match[] = matchModes.flatMap((mode) =>
  Array.from({ length: most + 1 }, (_, threshold) => ({ mode, threshold })),
);

/** Every way in which elements may stand once those that flip by an instant may have flipped. */
function standings(now: readonly Truth[], flips: readonly number[], at: number): Truth[][] {
  return now.reduce<Truth[][]>(
    (all, truth, place) => {
      const may = (flips[place] ?? never) <= at ? truths : [truth];
      return all.flatMap((before) => may.map((each) => [...before, each]));
    },
    [[]],
  );
}

describe("the first instant at which a match may change", () => {
  it("is when enough of its elements may have flipped, and never later", () => {
    const random = new Random(seedOf("match flips"));
    for (let trial = 0; trial < trialsOf(600); trial += 1) {
      const match = random.pick(matches);
      const now = random.list(random.below(most + 1), () => random.pick(truths));
      const flips = now.map(() => random.pick([never, 10, 20, 30, 40]));
      const flip = matchFlip(match, now, flips);
      const truth = matchTruth(match, count(now));
      const mayChangeAt = (at: number) =>
        standings(now, flips, at).some((each) => matchTruth(match, count(each)) !== truth);
      const told = JSON.stringify({ match, now, flips });
      const first = [10, 20, 30, 40].find(mayChangeAt) ?? never;
      // Early where it is unknown, and where the two bounds of "exactly" give way together.
      const mayBeEarly = truth === null || match.mode === "exactly";
      expect(mayBeEarly ? Math.min(flip, first) : first, told).toBe(flip);
    }
  });

  it("is never where no element decides", () => {
    expect(atLeastFlip(0, [true, false], [10, 20])).toBe(never);
    expect(atLeastFlip(3, [true, false], [10, 20])).toBe(never);
    expect(atLeastFlip(1, [], [])).toBe(never);
  });

  it("of exactly so many is that of the bound that gives way first", () => {
    const exactly = (threshold: number, now: readonly Truth[], flips: readonly number[]) =>
      matchFlip({ mode: "exactly", threshold }, now, flips);
    expect(exactly(1, [true, false], [20, 10])).toBe(10);
    expect(exactly(1, [true, false], [10, 20])).toBe(10);
    expect(exactly(1, [true, false], [never, 20])).toBe(20);
    expect(exactly(2, [true, true], [10, never])).toBe(10);
    expect(exactly(0, [false], [30])).toBe(30);
    expect(exactly(0, [], [])).toBe(never);
  });
});

describe("so many matching elements decide a match", () => {
  /** What may come of it once so many match and of others some may. */
  const outcomes = (match: Match, matching: number) =>
    new Set(
      [0, 1, 2].flatMap((more) => [
        matchTruth(match, { matching: matching + more, unknown: 0, total: 9 }),
        matchTruth(match, { matching, unknown: more, total: 9 }),
      ]),
    );
  const decided = matches.filter((match) => enoughFor(match) < never);

  it.each(decided)("$mode $threshold, and no fewer", (match) => {
    const enough = enoughFor(match);
    expect(outcomes(match, enough).size).toBe(1);
    expect(enough === 0 || outcomes(match, enough - 1).size > 1).toBe(true);
  });

  it("but all is never decided before the last", () => {
    expect(enoughFor({ mode: "all" })).toBe(never);
    expect(new Set(decided.map(({ mode }) => mode)).size).toBe(matchModes.length - 1);
  });

  it("and without a threshold none need match", () => {
    expect(enoughFor({ mode: "atMost" })).toBe(1);
    expect(matchTruth({ mode: "atLeast" }, count([]))).toBe(true);
  });
});
