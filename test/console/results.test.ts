import { describe, expect, it } from "vitest";
import { scaleFor } from "../../console/results/interval-scale.ts";
import { askedOf } from "../../console/results/question.ts";
import { points, timeWords } from "../../console/results/result-words.ts";

describe("the line on which intervals are drawn", () => {
  it.each([
    [[0.02, 0.159], []],
    [[-0.396, 0.023], [0]],
    [[-1, 1], [0]],
    [[0, 1], []],
    [[0.5], []],
    [[], []],
    [[0.031, 0.0312], [0]],
  ])("holds all of %j and %j, with few round numbers under it", (shares, beside) => {
    const scale = scaleFor(shares, beside);
    for (const each of [...shares, ...beside]) {
      expect(each).toBeGreaterThanOrEqual(scale.low - 1e-9);
      expect(each).toBeLessThanOrEqual(scale.high + 1e-9);
    }
    expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
    expect(scale.ticks.length).toBeLessThanOrEqual(9);
    expect(scale.at(scale.low)).toBe(0);
    expect(scale.at(scale.high)).toBe(100);
  });

  it("keeps the order of numbers", () => {
    const scale = scaleFor([-0.2, 0.4], [0]);
    expect(scale.at(-0.1)).toBeLessThan(scale.at(0));
    expect(scale.at(0)).toBeLessThan(scale.at(0.3));
  });
});

describe("results in words", () => {
  it("gives differences their sign, but none to zero", () => {
    expect([0.05, -0.141, 0].map(points)).toEqual(["+5 points", "-14.1 points", "0 points"]);
  });

  it("says how long it took", () => {
    expect(timeWords({ q1: 0.1, median: 0.2, q3: 0.9 })).toBe("mostly under a day");
    expect(timeWords({ q1: 1, median: 3.5, q3: 9 })).toBe(
      "median 3.5 days; half of them 1 day to 9 days",
    );
  });
});

describe("what the address asks of results", () => {
  it.each([
    ["", 0.05, undefined],
    ["detect=0.1&touch=utm_source", 0.1, "utm_source"],
    ["detect=7&touch=utm_nothing", 0.05, undefined],
    ["detect=many", 0.05, undefined],
  ])("%j", (query, detect, touch) => {
    expect(askedOf(new URLSearchParams(query))).toEqual({ detect, touch });
  });
});
