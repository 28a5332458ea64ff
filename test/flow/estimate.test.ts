import { describe, expect, it } from "vitest";
import { estimate } from "../../shared/flow/estimate.ts";

describe("an estimate from a share of all profiles", () => {
  it("spans the true count, and less the more was seen", () => {
    const small = estimate(100, 1_000, 0.1);
    const large = estimate(1_000, 10_000, 0.1);
    expect(small.low).toBeLessThan(1_000);
    expect(small.high).toBeGreaterThan(1_000);
    expect((large.high - large.low) / 10_000).toBeLessThan((small.high - small.low) / 1_000);
  });

  it("never goes below what was counted, nor is certain of nobody", () => {
    expect(estimate(3, 1_000, 0.5).low).toBeGreaterThanOrEqual(3);
    const nobody = estimate(0, 1_000, 0.1);
    expect(nobody.low).toBe(0);
    expect(nobody.high).toBeGreaterThan(0);
    expect(estimate(0, 0, 0.5)).toEqual({ low: 0, high: 0 });
  });

  it("holds the truth in about 95 of 100 draws", () => {
    const seed = 20_261_122;
    let state = seed;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
    let held = 0;
    for (let draw = 0; draw < 400; draw += 1) {
      const all = Array.from({ length: 5_000 }, () => [random() < 0.07, random() < 0.2] as const);
      const truth = all.filter(([matches]) => matches).length;
      const seen = all.filter(([, isSeen]) => isSeen);
      const matching = seen.filter(([matches]) => matches).length;
      const { low, high } = estimate(matching, seen.length, seen.length / all.length);
      if (low <= truth && truth <= high) held += 1;
    }
    expect(held / 400, `seed ${seed}`).toBeGreaterThan(0.93);
  });
});
