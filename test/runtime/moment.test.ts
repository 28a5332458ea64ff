import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { msSince, thisMoment } from "../../shared/runtime/moment.ts";

const clocks = { monotonic: 0, wall: 0 };

beforeEach(() => {
  Object.assign(clocks, { monotonic: 5_000, wall: Date.parse("2026-11-23T10:00:00Z") });
  vi.spyOn(performance, "now").mockImplementation(() => clocks.monotonic);
  vi.spyOn(Date, "now").mockImplementation(() => clocks.wall);
});
afterEach(() => vi.restoreAllMocks());

describe("how long something is ago", () => {
  it("is what both clocks say", () => {
    const then = thisMoment();
    clocks.monotonic += 700;
    clocks.wall += 700;
    expect(msSince(then)).toBe(700);
  });

  it("counts the time a function was frozen, which its monotonic clock may know nothing of", () => {
    const then = thisMoment();
    clocks.monotonic += 3;
    clocks.wall += 600_003;
    expect(msSince(then)).toBe(600_003);
  });

  it("is no less where the wall clock is set back a little meanwhile", () => {
    const then = thisMoment();
    clocks.monotonic += 900;
    clocks.wall += 900 - 1_000;
    expect(msSince(then)).toBe(900);
  });

  it("is long where the wall clock is set back by much: nobody knows how long it was", () => {
    const then = thisMoment();
    clocks.wall -= 3_600_000;
    expect(msSince(then)).toBe(3_600_000);
  });
});
