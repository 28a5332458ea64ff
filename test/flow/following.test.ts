import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Transition } from "../../shared/storage/transitions.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

function transition(number: number): Omit<Transition, "publishedAt"> {
  const at = "2026-11-22T10:00:00.000Z";
  return {
    number,
    segmentId: "s",
    profileId: `p${number}`,
    kind: "entered",
    at,
    cause: { kind: "rule", at },
    revision: 1,
    segmentVersion: 1,
  };
}

describe("who follows a segment's transitions from one cursor to the next", () => {
  it("misses none, also one that happened earlier and is published later", async () => {
    const here = world("late");
    const segment = await here.segment(gold);
    const { transitions } = here.storage;
    here.now += 10_000;
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.settle();
    const [first] = await transitions.after(here.workspaceId, segment.id, 0, 10);
    here.now -= 5_000;
    await here.apply(crm.says(set("2", { tier: "Gold" })));
    await here.settle();
    const following = await transitions.after(here.workspaceId, segment.id, first?.number ?? 0, 10);
    expect(following).toHaveLength(1);
    expect(following[0]?.profileId).not.toBe(first?.profileId);
  });

  it("waits before a gap until what is being written there has come", async () => {
    const { storage, workspaceId } = world("gap");
    await storage.transitions.append(workspaceId, [transition(1), transition(3)]);
    const numbers = async () =>
      (await storage.transitions.after(workspaceId, "s", 0, 10)).map((each) => each.number);
    expect(await numbers()).toEqual([1]);
    await storage.transitions.append(workspaceId, [transition(2)]);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it("sees each once, however often the stream repeats it", async () => {
    const { storage, workspaceId } = world("numbers");
    const records = ["100", "101", "102"].map((sequenceNumber) => ({
      sequenceNumber,
      counts: { size: 1 },
      numbered: true,
    }));
    const contribute = (some: typeof records) =>
      storage.tallies.contribute(workspaceId, "segment#s", "shard", some);
    await contribute(records.slice(0, 2));
    const numbers = await contribute(records);
    expect(records.map((each) => numbers.get(each.sequenceNumber))).toEqual([1, 2, 3]);
    expect(await storage.tallies.counts(workspaceId, "segment#s")).toEqual({ size: 3 });
  });
});
