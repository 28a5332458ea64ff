import { describe, expect, it } from "vitest";
import { settled } from "../../shared/segmentation/evaluate/settled-flip.ts";
import { never } from "../../shared/segmentation/evaluate/truth.ts";
import type { Truth } from "../../shared/segmentation/record.ts";
import { recordOf } from "./records.ts";

const day = 86_400_000;
const nobody = recordOf({});

/** When truth is said to change after 0, where something turns every `step` and truth at `turns`. */
function flipOf(step: number, turns: number, last = never): number {
  const truth = (_: unknown, now: number): Truth => now >= turns;
  const flip = (_: unknown, now: number) => (now + step > last ? never : now + step);
  return settled({ timed: true, truth, flip }).flip(nobody, 0, nobody);
}

describe("the flip of a truth that much turns around", () => {
  it("is when the truth changes, not when something turns", () => {
    expect(flipOf(10, 10)).toBe(10);
    expect(flipOf(10, 40)).toBe(40);
  });

  it("is never where nothing turns, or nothing that turns changes it", () => {
    expect(flipOf(10, 40, 5)).toBe(never);
    expect(flipOf(10, 40, 30)).toBe(never);
  });

  it("comes early after 32 turns without effect", () => {
    expect(flipOf(10, 330)).toBe(330);
    expect(flipOf(10, 340)).toBe(330);
    expect(flipOf(10, never)).toBe(330);
  });

  it("comes early more than three years ahead", () => {
    const years = 3 * 366 * day;
    expect(flipOf(years, 2 * years)).toBe(2 * years);
    expect(flipOf(years + 1, 3 * years)).toBe(years + 1);
  });

  it("is never asked for where time changes nothing", () => {
    const asked = { timed: false, truth: () => true, flip: () => 5 };
    expect(settled(asked)).toEqual(asked);
  });
});
