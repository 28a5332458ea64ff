import { expect, it } from "vitest";
import { nextAfter, nextBefore } from "../../../shared/segmentation/index/next-number.ts";

const { EPSILON, MAX_VALUE, MIN_VALUE } = Number;

it.each([
  [1, 1 + EPSILON],
  [1 - EPSILON / 2, 1],
  [0, MIN_VALUE],
  [-0, MIN_VALUE],
  [MIN_VALUE, 2 * MIN_VALUE],
  [-1 - EPSILON, -1],
  [-MIN_VALUE, -0],
  [1_795_000_000_000, 1_795_000_000_000.000_2],
  [-MAX_VALUE, -(2 - 2 * EPSILON) * 2 ** 1023],
])("no number lies between %d and %d", (low, high) => {
  expect(nextAfter(low)).toBe(high);
  expect(nextBefore(-low)).toBe(-high);
});
