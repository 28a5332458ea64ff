import { describe, expect, it } from "vitest";
import { findChain } from "../../shared/segmentation/evaluate/find-chain.ts";
import { Random, seedOf, trialsOf } from "./random.ts";

const at = (...instants: readonly number[]) => instants.map((instant) => ({ at: instant }));

function chain(steps: readonly (readonly { at: number }[])[], within?: number): number[] {
  const latest = within === undefined ? undefined : (first: number) => first + within;
  return findChain(steps, latest).map((each) => each.at);
}

describe("the longest run of behaviours", () => {
  it.each<[string, readonly (readonly { at: number }[])[], number | undefined, number[]]>([
    ["takes the earliest of each step", [at(1, 2), at(3, 4)], undefined, [1, 3]],
    ["needs each strictly later", [at(5), at(5)], undefined, [5]],
    ["begins later where that fits", [at(1, 8), at(9)], 3, [8, 9]],
    ["may last exactly as long as allowed", [at(1), at(4)], 3, [1, 4]],
    ["is as long as it came where it is not complete", [at(1), at(2), at(9)], 3, [1, 2]],
    ["is of several as long the earliest", [at(1, 5), at(2, 6), at(100)], 3, [1, 2]],
    ["is none without a first", [at(), at(2)], undefined, []],
    ["passes over what lies before", [at(5), at(1, 2, 6)], undefined, [5, 6]],
  ])("%s", (_, steps, within, expected) => {
    expect(chain(steps, within)).toEqual(expected);
  });

  it("is complete exactly where trying every combination finds one", () => {
    const random = new Random(seedOf("find chain"));
    const trials = trialsOf(5_000);
    let complete = 0;
    for (let trial = 0; trial < trials; trial++) {
      const steps = random.list(2 + random.below(3), () =>
        at(...random.list(random.below(5), () => random.below(12)).toSorted((a, b) => a - b)),
      );
      const within = random.chance(0.7) ? random.below(8) : undefined;
      const found = chain(steps, within).length === steps.length;
      expect(found, JSON.stringify({ steps, within })).toBe(exists(steps, within));
      if (found) complete++;
    }
    expect(complete).toBeGreaterThan(trials / 10);
    expect(complete).toBeLessThan((trials * 9) / 10);
  });
});

/** Tries every combination. */
function exists(
  steps: readonly (readonly { at: number }[])[],
  within = Number.POSITIVE_INFINITY,
  first?: number,
  before = Number.NEGATIVE_INFINITY,
): boolean {
  const [step, ...others] = steps;
  if (step === undefined) return before <= (first ?? before) + within;
  return step.some((each) => each.at > before && exists(others, within, first ?? each.at, each.at));
}
