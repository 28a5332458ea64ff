import { describe, expect, it } from "vitest";
import { ValueCounts } from "../../shared/profiles/value-counts.ts";
import { Random, seedOf } from "../segmentation/random.ts";

describe("counting values in bounded room", () => {
  it("counts up to a thousand different ones exactly, numbers apart from texts", () => {
    const counts = new ValueCounts();
    for (let at = 0; at < 5_000; at += 1) counts.add(`v${at % 1_000}`);
    expect(counts.distinct).toBe(1_000);
    expect(counts.all?.get("v7")).toBe(5);
    const mixed = new ValueCounts();
    for (const value of [1, "1", true, "true"]) mixed.add(value);
    expect(mixed.distinct).toBe(4);
  });

  it.each([2_000, 30_000, 200_000])(
    "of %i different ones tells how many there are, within a fifth",
    (distinct) => {
      const seed = seedOf("value counts");
      const random = new Random(seed);
      const counts = new ValueCounts();
      for (let at = 0; at < distinct; at += 1) counts.add(`${seed}-${at}`);
      // Repeats, in whatever order, change nothing of it.
      const before = counts.distinct;
      for (let at = 0; at < 5_000; at += 1) counts.add(`${seed}-${random.below(distinct)}`);
      expect(counts.distinct).toBe(before);
      expect(Math.abs(before / distinct - 1), `seed ${seed}`).toBeLessThan(0.2);
      expect(counts.all).toBeUndefined();
    },
  );
});
