import { describe, expect, it } from "vitest";
import { closestValue, nearValues } from "../../../shared/segmentation/lint/near-values.ts";
import { Random, seedOf } from "../random.ts";

function counted(...values: readonly (string | readonly [string, number])[]) {
  return new Map(values.map((each) => (typeof each === "string" ? [each, 1] : each)));
}

function joined(values: ReadonlyMap<string, number>): string[][] {
  return nearValues(values).map(({ canonical, variants }) => [
    canonical.value,
    ...variants.map(({ value }) => value).sort(),
  ]);
}

describe("values that are written in several ways", () => {
  it("are found by case, spaces and signs, by slips of the pen and by abbreviation", () => {
    const values = counted(
      ["Enterprise", 40],
      "enterprise ",
      "ENTERPRISE",
      "Enterprize",
      "Enteprise",
      "Enterpirse",
      "ENT",
      ["Starter", 30],
    );
    const [found] = nearValues(values);
    expect(found?.canonical).toEqual({ value: "Enterprise", count: 40 });
    const by = (because: string) =>
      found?.variants.filter((each) => each.because === because).map(({ value }) => value);
    expect(by("case, spaces or signs")?.sort()).toEqual(["ENTERPRISE", "enterprise "]);
    expect(by("a slip of the pen")?.sort()).toEqual(["Enteprise", "Enterpirse", "Enterprize"]);
    expect(by("an abbreviation")).toEqual(["ENT"]);
    expect(nearValues(values)).toHaveLength(1);
  });

  it.each([
    ["numbers", ["EMEA", "EMEA2", "Tier 1", "Tier 2", "2025 cohort", "2026 cohort"]],
    ["letters that tell apart", ["Plan S", "Plan M", "Level I", "Level II"]],
    ["opposites", ["certified", "uncertified", "active", "inactive", "paid", "unpaid"]],
    ["more special values", ["EMEA North", "EMEA", "Enterprise", "Enterprise Plus"]],
    ["short words", ["Gold", "Bold", "Iran", "Iraq", "US", "UK", "USA"]],
    ["countries", ["Austria", "Australia", "Slovakia", "Slovenia", "Niger", "Nigeria"]],
    ["ambiguous abbreviations", ["ENT", "Enterprise", "Entertainment"]],
    ["both ends of a way", ["onboarding", "offboarding", "North", "South"]],
    ["signs that matter", ["C", "C++", "C#", "<10", ">10"]],
    ["nothing but signs", ["-", "--", "…"]],
  ])("are not seen in %s", (_, values) => {
    expect(joined(counted(...values))).toEqual([]);
  });

  it("never chain: a variant of a variant stays a value of its own", () => {
    const values = counted(["abcdef", 100], ["abcdeg", 10], ["abcdgg", 1]);
    expect(joined(values)).toEqual([["abcdef", "abcdeg"]]);
  });

  it("are surer the rarer they are", () => {
    const confidence = (count: number) =>
      nearValues(counted(["Partner", 100], ["Partners", count]))[0]?.variants[0]?.confidence;
    expect(confidence(5)).toBe(0.8);
    expect(confidence(90)).toBe(0.6);
  });

  it("each belong to one group at most, whatever the values", () => {
    const seed = seedOf("near values");
    const random = new Random(seed);
    for (let round = 0; round < 50; round += 1) {
      const letters = ["a", "b", "c", "A", " ", "1", "-"];
      const values = new Map(
        Array.from({ length: 40 }, () => [
          Array.from({ length: random.below(8) }, () => random.pick(letters)).join(""),
          1 + random.below(50),
        ]),
      );
      const all = joined(values).flat();
      expect(new Set(all).size, `seed ${seed}`).toBe(all.length);
      expect(
        all.every((value) => values.has(value)),
        `seed ${seed}`,
      ).toBe(true);
    }
  });
});

describe("a value that nobody has", () => {
  it.each([
    ["gold partner ", "Gold Partner"],
    ["Gold Parnter", "Gold Partner"],
    ["ENT", "Enterprise"],
    ["Bronze", undefined],
    ["Tier 3", undefined],
  ])("%j seems to be written for %j", (value, wanted) => {
    const values = counted(["Gold Partner", 9], ["Enterprise", 5], ["Tier 1", 3], ["Tier 2", 2]);
    expect(closestValue(value, values)?.value).toBe(wanted);
  });
});
