import { expect, it } from "vitest";
import { LocalClock } from "../../../infra/local/clock.ts";
import { Schedules } from "../../../infra/local/schedules.ts";

const spec = (functionName: string, periodMs: number) => ({
  name: functionName,
  periodMs,
  functionName,
  input: undefined,
});

it("schedules that share an instant are all called at it", async () => {
  const calls: string[] = [];
  const schedules = new Schedules([spec("often", 40), spec("seldom", 80), spec("rarely", 120)], {
    clock: new LocalClock(),
    functions: { invoke: async (name) => void calls.push(name) },
    onError: () => {},
    onFired: () => {},
  });
  await schedules.start();
  const count = (name: string) => calls.filter((each) => each === name).length;
  await expect.poll(() => count("rarely"), { timeout: 50_000 }).toBeGreaterThan(5);
  schedules.stop();
  expect(count("seldom")).toBeGreaterThan(5);
});
