import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Crew } from "./crew.ts";
import type { NeighbourOutcome } from "./neighbour.ts";

const seed = Number(process.env["MUSTER_SEED"] ?? "71");
/** Long enough that imports that do not make way are nearly three times as slow for others. */
const records = 10_000;

describe(`a tenant beside another one's import of ${records} records, seed ${seed}`, () => {
  const crew = new Crew({ bug: undefined }, 1);
  let outcome: NeighbourOutcome | undefined;
  beforeAll(async () => {
    await crew.work([{ kind: "neighbour", seed, records } as const].values(), (result) => {
      if (result.kind === "neighbour") outcome = result.outcome;
      return true;
    });
  });
  afterAll(() => crew.dismiss());

  it("has its memberships told at most twice as late as alone, 99 of 100 times", () => {
    const { alone, meanwhile } = outcome ?? {};
    expect(meanwhile?.count).toBeGreaterThan(100);
    expect(meanwhile?.p99ms).toBeLessThanOrEqual(2 * (alone?.p99ms ?? 0));
  });

  it("does not starve the import, and nothing is amiss in the end", () => {
    expect(outcome?.importSeconds).toBeLessThan(120);
    expect(outcome?.wrong).toBe(0);
  });
});
