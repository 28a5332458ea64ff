import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChangesMessage } from "../../shared/contracts/change.ts";
import { BulkPace } from "../../shared/flow/bulk-pace.ts";
import { enqueueInBulk } from "../../shared/flow/enqueue-in-bulk.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** What a shard of this test's own was late with so far. */
async function lateIn(here: World, shardId: string): Promise<number[]> {
  const late = await here.storage.lateness.since(0);
  return late.filter((each) => each.shardId === shardId).map(({ waitedMs }) => waitedMs);
}

/** Three profiles written at one instant, as records of the stream. */
async function threeRecords(here: World) {
  await here.apply(crm.says(...["1", "2", "3"].map((each) => set(each, { tier: "Gold" }, 1))));
  return here.take();
}

describe("how late is published", () => {
  it("is noted where records had to wait for those before them", async () => {
    const here = world("late");
    const [one, two, three] = await threeRecords(here);
    if (one === undefined || two === undefined || three === undefined) throw new Error("too few");
    here.now += 400;
    await publishStream(here.context, "late", [one]);
    expect(await lateIn(here, "late")).toEqual([]);
    here.now += 500;
    await publishStream(here.context, "late", [two]);
    expect(await lateIn(here, "late")).toEqual([400]);
    here.now += 100;
    await publishStream(here.context, "late", [three]);
    expect(await lateIn(here, "late")).toEqual([400, 900]);
  });

  it("is not noted where only the stream was slow to hand them out", async () => {
    const here = world("slow-stream");
    const [one, ...others] = await threeRecords(here);
    if (one === undefined) throw new Error("too few");
    await publishStream(here.context, "slow-stream", [one]);
    here.now += 5_000;
    await publishStream(here.context, "slow-stream", others);
    expect(await lateIn(here, "slow-stream")).toEqual([]);
  });

  it("holds nothing up where it cannot be noted", async () => {
    const here = world("unnoted");
    const [one, ...others] = await threeRecords(here);
    if (one === undefined) throw new Error("too few");
    let asked = 0;
    const lateness = Object.assign(Object.create(here.storage.lateness), {
      note: async () => {
        asked += 1;
        throw new RetryableError("the table is busy");
      },
    });
    const context = { ...here.context, storage: { ...here.storage, lateness } };
    here.now += 400;
    await publishStream(context, "unnoted", [one]);
    expect(await publishStream(context, "unnoted", others)).toEqual({ batchItemFailures: [] });
    expect(asked).toBe(1);
  });
});

describe("what an import found", () => {
  const connection = { workspaceId: "w", id: "c", rank: 1 };
  const changes = Array.from({ length: 64 }, (_, at) => set(`${at}`, { tier: "Gold" }, 1));

  it("goes at the slowest pace while records wait long, and all of it", async () => {
    const here = world("slow-import");
    const late = { shardId: "x", at: here.now, writtenAt: here.now - 2_000, waitedMs: 2_000 };
    await here.storage.lateness.note(late);
    const pace = new BulkPace(here.context);
    const startedAt = performance.now();
    await enqueueInBulk({ ...here.context, pace }, connection, changes);
    // Fifty a second, of which the first portion goes at once.
    expect(performance.now() - startedAt).toBeGreaterThan(500);
    const sent = here.changes.take().flatMap((message) => recordsOf(message));
    expect(sent).toEqual(changes.map(({ recordId }) => recordId));
  });
});

function recordsOf(message: unknown): string[] {
  return ChangesMessage.parse(message).changes.map(({ recordId }) => recordId);
}
