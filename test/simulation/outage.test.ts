import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Crew } from "./crew.ts";
import type { OutageOutcome } from "./outage.ts";

const seed = Number(process.env["MUSTER_SEED"] ?? "61");
/** Of 1,080,000 changes so many are one that is lived; the CRM's limit is scaled alike. */
const sample = 1_000;
const hours = 3_600_000;

describe(`a CRM that is out for six hours while 50 changes a second come, seed ${seed}`, () => {
  const crew = new Crew({ bug: undefined }, 1);
  let outcome: OutageOutcome | undefined;
  beforeAll(async () => {
    await crew.work([{ kind: "outage", seed, sample } as const].values(), (result) => {
      if (result.kind === "outage") outcome = result.outcome;
      return true;
    });
  });
  afterAll(() => crew.dismiss());

  it("is asked every half a minute, whatever comes meanwhile", () => {
    expect(outcome?.changes).toBe(1_080);
    expect(outcome?.callsMeanwhile).toBeGreaterThan(360);
    expect(outcome?.callsMeanwhile).toBeLessThanOrEqual(725);
  });

  it("leaves few messages waiting, and none is given up", () => {
    expect(outcome?.mostWaiting).toBeLessThan(20);
    expect(outcome?.parked).toBe(0);
  });

  it("is told of everything within two hours, within its limit", () => {
    expect(outcome?.drainedAfterMs).toBeLessThanOrEqual(2 * hours);
    expect(outcome?.limited).toBe(0);
  });

  it("holds in the end exactly whom it is to hold", () => {
    const { lost, phantom, stale } = outcome ?? {};
    expect({ lost, phantom, stale }).toEqual({ lost: [], phantom: [], stale: [] });
  });
});
