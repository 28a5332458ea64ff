import { describe, expect, it } from "vitest";
import { compareGroups } from "../../../shared/programs/measurement/compare-groups.ts";
import { OutcomeTally } from "../../../shared/programs/measurement/outcome-tally.ts";
import { describeLift, describeRate } from "../../../shared/programs/measurement/words.ts";

const completed = { name: "Completed", within: "P30D" };

function tally(reached: number, of: number): OutcomeTally {
  const made = new OutcomeTally();
  for (let at = 0; at < of; at += 1)
    made.add({ state: "over", reachedAt: at < reached ? 1 : undefined, amount: 0 }, 0);
  return made;
}

function lift(one: OutcomeTally, other: OutcomeTally): string {
  const found = compareGroups(one, other, 0.05);
  return describeLift(completed, "short", one.proportion, other.proportion, found);
}

describe("what results say in words", () => {
  it("is that a program did something, where its interval leaves no doubt", () => {
    expect(lift(tally(56, 70), tally(48, 80))).toBe(
      '"short" raised "Completed" within 30 days from 60.0 % to 80.0 %: +20.0 points (95 %: +5.2 points to +33.4 points).',
    );
    expect(lift(tally(48, 80), tally(56, 70))).toMatch(/^"short" lowered "Completed"/);
  });

  it("is that nothing can be told, where it does", () => {
    expect(lift(tally(5, 56), tally(0, 29))).toBe(
      'No effect of "short" on "Completed" within 30 days can be told from chance: 8.9 % with it, 0.0 % held out (+8.9 points; 95 %: -3.8 points to +19.3 points).',
    );
    expect(lift(tally(5, 56), tally(0, 0))).toContain("Too early to tell");
  });

  it("is how many, where nobody was held out", () => {
    expect(describeRate(completed, { reached: 81, of: 263 }, [])).toMatch(
      /^30\.8 % of 263 people reached "Completed" within 30 days \(95 %: 25\.5 % to 36\.6 %\)\. Nobody was held out/,
    );
  });
});
