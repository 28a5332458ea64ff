import { describe, expect, it } from "vitest";
import { changesOf } from "../../console/first-run/population-changes.ts";

const segment = (name: string, size: number) => ({ id: name.toLowerCase(), name, size });

describe("what a journey through time did to the populations", () => {
  it("names those that differ, the largest difference first", () => {
    const before = [segment("Gold", 10), segment("At risk", 5), segment("EMEA", 7)];
    const after = [segment("Gold", 9), segment("At risk", 11), segment("EMEA", 7)];
    expect(changesOf(before, after)).toEqual([
      { ...segment("At risk", 11), before: 5 },
      { ...segment("Gold", 9), before: 10 },
    ]);
  });

  it("counts a segment that came up on the way from nothing", () => {
    expect(changesOf([], [segment("New", 3)])).toEqual([{ ...segment("New", 3), before: 0 }]);
  });

  it("orders equal differences by name", () => {
    const names = changesOf([], [segment("B", 1), segment("A", 1)]).map(({ name }) => name);
    expect(names).toEqual(["A", "B"]);
  });
});
