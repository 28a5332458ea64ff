import { describe, expect, it } from "vitest";
import {
  aggregateNumbers,
  edgeBehaviour,
} from "../../shared/segmentation/evaluate/aggregate-value.ts";
import type { AggregateFunction } from "../../shared/segmentation/rule.ts";
import { behaviour } from "./records.ts";

describe("an aggregate of numbers", () => {
  it.each<[AggregateFunction, number]>([
    ["sum", 6],
    ["average", 2],
    ["min", -1],
    ["max", 5],
    ["count", 3],
  ])("%s of 5, 2 and -1 is %d", (how, expected) => {
    expect(aggregateNumbers(how, [5, 2, -1])).toBe(expected);
  });

  it("is missing where there are none", () => {
    expect(aggregateNumbers("sum", [])).toBeUndefined();
  });

  it("does not lose small amounts beside large ones, in whatever order they come", () => {
    expect(aggregateNumbers("sum", [1e16, 1, -1e16])).toBe(1);
    expect(aggregateNumbers("sum", [1, 1e16, -1e16])).toBe(1);
    expect(aggregateNumbers("sum", [0.1, 0.2, 0.3])).toBe(aggregateNumbers("sum", [0.3, 0.2, 0.1]));
  });

  it("is infinite, not nothing, beyond the largest number", () => {
    expect(aggregateNumbers("sum", [1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the first and last behaviour", () => {
  const early = behaviour("viewed", 1);
  const late = behaviour("login", 9);

  it("are the earliest and the latest", () => {
    expect(edgeBehaviour("first", [late, early])).toBe(early);
    expect(edgeBehaviour("last", [late, early])).toBe(late);
    expect(edgeBehaviour("last", [])).toBeUndefined();
  });

  it("are at one instant the later by name, then by properties, in whatever order they come", () => {
    const named = [behaviour("b", 1), behaviour("a", 1)];
    const scored = [
      behaviour("a", 1, { score: 2, course: "c-1" }),
      behaviour("a", 1, { course: "c-1", score: 3 }),
    ];
    for (const which of ["first", "last"] as const) {
      for (const list of [named, named.toReversed()]) {
        expect(edgeBehaviour(which, list)).toBe(named[0]);
      }
      for (const list of [scored, scored.toReversed()]) {
        expect(edgeBehaviour(which, list)).toBe(scored[1]);
      }
    }
  });
});
