import { describe, expect, it } from "vitest";
import { differenceInterval } from "../../../shared/programs/measurement/difference.ts";
import { Mean, meanInterval } from "../../../shared/programs/measurement/mean.ts";
import { wilsonInterval } from "../../../shared/programs/measurement/proportion.ts";
import { quartilesOf } from "../../../shared/programs/measurement/quartiles.ts";
import { ratioInterval } from "../../../shared/programs/measurement/ratio.ts";
import { neededPeople } from "../../../shared/programs/measurement/sample-size.ts";

const of = (reached: number, people: number) => ({ reached, of: people });

describe("intervals and sizes are those that were published", () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of a rate: Newcombe, Statist. Med. 17 (1998) 857, table I, method 3: %i/%i", (...row) => {
    const [reached, people, low, high] = row;
    const interval = wilsonInterval(of(reached, people));
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])(
    "of a difference: Newcombe, Statist. Med. 17 (1998) 873, table II, method 10: %i/%i - %i/%i",
    (...row) => {
      const [a, m, b, n, low, high] = row;
      const interval = differenceInterval(of(a, m), of(b, n));
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    },
  );

  it("of a ratio: Koopman, Biometrics 40 (1984) 513, 36/40 against 16/80", () => {
    const { low, high } = ratioInterval(of(36, 40), of(16, 80));
    expect(low).toBeCloseTo(2.94, 2);
    expect(high).toBeCloseTo(7.15, 2);
  });

  it("of a ratio: without an upper end where nobody of the others reached it", () => {
    expect(ratioInterval(of(5, 56), of(0, 29)).high).toBeUndefined();
    expect(ratioInterval(of(0, 10), of(0, 20)).low).toBe(0);
    expect(ratioInterval(of(0, 0), of(1, 2))).toEqual({ low: 0 });
  });

  it("of a size: R's power.prop.test, 0.5 and 0.6 at 80 % power take 388 each", () => {
    expect(neededPeople(0.5, 0.1, 1)).toEqual({ first: 388, second: 388 });
    const { first, second } = neededPeople(0.5, 0.1, 9);
    expect(first / second).toBeCloseTo(9, 1);
  });

  it("of quartiles: R's default, of 1 to 10", () => {
    const numbers = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
    expect(quartilesOf(numbers)).toEqual({ lower: 3.25, median: 5.5, upper: 7.75 });
    expect(quartilesOf([])).toBeUndefined();
  });

  it("of a mean: by its standard error, unknown of one person", () => {
    const mean = new Mean();
    mean.add(2);
    expect(meanInterval(mean)).toBeUndefined();
    for (const value of [4, 4, 4, 5, 5, 7, 9]) mean.add(value);
    // The sample's variance is 32/7.
    const half = 1.959964 * Math.sqrt(32 / 7 / 8);
    expect(meanInterval(mean)?.low).toBeCloseTo(5 - half, 5);
    expect(meanInterval(mean)?.high).toBeCloseTo(5 + half, 5);
  });
});
