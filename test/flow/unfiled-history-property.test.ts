import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HistoryStore } from "../../shared/storage/history.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import { openTables } from "../../shared/storage/tables.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { type Breaking, ToldChanges } from "./told-changes.ts";
import { World } from "./world.ts";

let database: TestDatabase;
beforeAll(async () => ({ database } = await World.start()));
afterAll(() => database.stop());

/** A world in which the connection to the history breaks, before a request arrived or after. */
function story(name: string, random: Random): ToldChanges {
  const breaking: Breaking = { breaks: () => false };
  const luck = new Random(random.below(2 ** 31));
  const tables = openTables(database.names);
  tables.client.middlewareStack.add(
    (next) => async (request) => {
      const [isLost, isUnheard] = [breaking.breaks(luck), breaking.breaks(luck)];
      const answer = isLost ? undefined : await next(request);
      if (answer !== undefined && !isUnheard) return answer;
      throw Object.assign(new Error("The connection broke"), { code: "ECONNRESET" });
    },
    { step: "initialize" },
  );
  const storage = { ...openStorage(database.names), history: new HistoryStore(tables) };
  return new ToldChanges(new World(database, name, database, storage), random, breaking);
}

const runs = Number(process.env["MUSTER_RUNS"] ?? 4);

describe("changes that wait in a profile's item before the history has them", {
  timeout: 300_000,
}, () => {
  it("are each read once, whatever is merged, parted and erased, and however the publisher lags", async () => {
    const random = new Random(seedOf("unfiled"));
    let mostUnfiled = 0;
    for (let run = 0; run < runs; run += 1) {
      const told = story(`run-${run}`, random);
      for (let stretch = 0; stretch < 6; stretch += 1) {
        for (let step = 0; step < 8; step += 1) await told.step();
        await told.caughtUp();
        expect(await told.disagreements()).toEqual([]);
      }
      mostUnfiled = Math.max(mostUnfiled, told.mostUnfiled);
    }
    expect(mostUnfiled).toBeGreaterThan(2);
  });

  it("are all there at any moment, or whoever reads is told that the stream is behind", async () => {
    const random = new Random(seedOf("unfiled and read"));
    const told = story("busy", random);
    for (let stretch = 0; stretch < 4; stretch += 1) {
      for (let step = 0; step < 40; step += 1) {
        await told.busyStep();
        expect(await told.misleading()).toEqual([]);
      }
      await told.caughtUp();
      expect(await told.disagreements()).toEqual([]);
    }
    expect(told.seen).toBeGreaterThan(16);
  });
});
