import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dailyPopulation } from "../../shared/flow/daily-population.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

function entry(sequenceNumber: string, date: string) {
  const day = { date, entered: 1, exited: 0, change: 1 };
  return { sequenceNumber, counts: { size: 1 }, day };
}

describe("counts by day", () => {
  it("count each record once, however often the stream repeats it", async () => {
    const { storage, workspaceId } = world("once");
    const records = [entry("100", "2026-11-22"), entry("101", "2026-11-22")];
    const count = (...from: typeof records) =>
      storage.tallies.contribute(workspaceId, "segment#s", "shard", from);
    await count(...records);
    await count(...records, entry("102", "2026-11-23"));
    expect(await storage.tallies.population(workspaceId, "s")).toEqual({
      size: 3,
      days: {
        "2026-11-22": { entered: 2, exited: 0, change: 2 },
        "2026-11-23": { entered: 1, exited: 0, change: 1 },
      },
    });
  });

  it("are kept of the last 90 days on which something happened", async () => {
    const { storage, workspaceId } = world("kept");
    const dayAt = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
    const records = Array.from({ length: 100 }, (_, at) => entry(String(100 + at), dayAt(at)));
    await storage.tallies.contribute(workspaceId, "segment#s", "shard", records);
    const { size, days } = await storage.tallies.population(workspaceId, "s");
    expect(size).toBe(100);
    expect(Object.keys(days).sort()).toEqual(Array.from({ length: 90 }, (_, at) => dayAt(10 + at)));
  });
});

describe("a population day by day", () => {
  const now = Date.parse("2026-11-24T09:30:00Z");
  const days = {
    "2026-11-22": { entered: 10, exited: 0, change: 10 },
    // Two became one: the size falls, nobody left.
    "2026-11-24": { entered: 2, exited: 1, change: 0 },
  };

  it("is told back from what it is now", () => {
    const since = Date.parse("2026-11-21T23:00:00Z");
    const found = dailyPopulation({ size: 10, days }, { now, since, most: 30 });
    expect(found.map(({ day, size }) => [day, size])).toEqual([
      ["2026-11-21", 0],
      ["2026-11-22", 10],
      ["2026-11-23", 10],
      ["2026-11-24", 10],
    ]);
  });

  it("shows no more days than were asked for", () => {
    const found = dailyPopulation({ size: 10, days }, { now, since: 0, most: 2 });
    expect(found.map(({ day }) => day)).toEqual(["2026-11-23", "2026-11-24"]);
  });
});
