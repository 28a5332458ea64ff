import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { retire } from "../../shared/flow/define-segment.ts";
import { readHistory } from "../../shared/flow/read-history.ts";
import { reevaluateDue } from "../../shared/flow/reevaluate-due.ts";
import { nextDueOf } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { PermanentError } from "../../shared/runtime/errors.ts";
import { Random } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, deleted, did, merged, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

function keyOf(here: World, recordId: string) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", "crm", recordId);
  return { workspaceId, object: "contact", id } as const;
}

async function profileOf(here: World, recordId: string) {
  const key = keyOf(here, recordId);
  return (await here.storage.profiles.read([key])).get(key.id);
}

async function dueOf(here: World, recordId: string) {
  const profile = await profileOf(here, recordId);
  return profile && nextDueOf(profile);
}

describe("a profile that cannot be read", () => {
  it("fails only the messages that concern it, as one that can never be handled", async () => {
    const here = world("poison-profile");
    const { workspaceId } = here;
    const { id } = keyOf(here, "broken");
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const pk = `${workspaceId}#contact#${id.slice(0, 1)}`;
    await client.send(new PutCommand({ TableName: "profiles", Item: { pk, sk: id, odd: true } }));
    const messages = ["1", "broken", "2"].map((recordId) => ({
      ...crm.says(set(recordId, { tier: "Gold" })),
      workspaceId,
    }));
    const { failures } = await applyChanges(here.context, messages);
    expect([...failures.keys()]).toEqual([1]);
    expect(failures.get(1)).toBeInstanceOf(PermanentError);
    expect(await profileOf(here, "2")).toBeDefined();
    client.destroy();
  });
});

describe("a due instant", () => {
  it("of a version that left the index is forgotten when it comes, and wakes nobody again", async () => {
    const here = world("due-of-gone");
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-01T08:00:00Z" })));
    const segment = await here.segment({ name: "L", rule: where("certifiedAt", "inLast", "P30D") });
    await retire(here.context, segment);
    // The walk that withdraws has not come by yet.
    here.context.index.forget();
    here.now += 20 * aDay;
    const dueAt = (await dueOf(here, "1")) ?? 0;
    await reevaluateDue(here.context, { ...keyOf(here, "1"), dueAt });
    expect((await profileOf(here, "1"))?.dues).toEqual({});
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("that flips nothing gives way to the next one", async () => {
    const here = world("early-predicate");
    const segment = await here.segment({ name: "Busy", rule: atLeast(1, "viewed", "P7D") });
    const first = here.now - aDay;
    await here.apply(crm.says(did("1", "viewed", first), did("1", "viewed", first + aDay / 2)));
    await here.settle();
    let wakeUps = 0;
    for (let due = await dueOf(here, "1"); due; ) {
      wakeUps += 1;
      here.now = due;
      await reevaluateDue(here.context, { ...keyOf(here, "1"), dueAt: due });
      const next = await dueOf(here, "1");
      expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(due);
      due = next;
    }
    await here.settle();
    expect(wakeUps).toBeLessThanOrEqual(2);
    expect(await here.members(segment)).toEqual([]);
  });

  it("of who is deleted is gone", async () => {
    const here = world("due-of-deleted");
    await here.segment({ name: "L", rule: where("certifiedAt", "inLast", "P30D") });
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-01T08:00:00Z" }, 1)));
    await here.apply(crm.says(deleted("1", 2)));
    expect((await profileOf(here, "1"))?.dues).toEqual({});
    const { due } = await here.storage.profiles.dueUpTo(here.now + 365 * aDay);
    expect(due).not.toContainEqual(expect.objectContaining({ key: keyOf(here, "1") }));
  });
});

describe("the history", () => {
  it("keeps a change that lost against a newer one", async () => {
    const here = world("lost-change");
    await here.apply(crm.says(set("1", { tier: "Gold" }, 5)));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
    await here.settle();
    const kept = await readHistory(here.context, keyOf(here, "1"), ["attributes"]);
    expect(kept.entries).toHaveLength(2);
  });

  it("of who was merged into another is found by a new rule", async () => {
    const here = world("merged-history");
    const twentyDaysAgo = here.now - 20 * aDay;
    await here.apply(crm.says(did("2", "viewed", twentyDaysAgo)));
    await here.settle();
    here.now += aDay;
    await here.apply(crm.says(set("2", { city: "Oslo" }), set("1", { city: "Oslo" })));
    await here.apply(crm.says(merged("1", ["2"], 30)));
    await here.settle();
    const segment = await here.segment({ name: "Viewers", rule: atLeast(1, "viewed", "P30D") });
    expect(await here.members(segment)).toHaveLength(1);
  });
});

describe("counts", () => {
  it("stay below what one item may hold, whatever names a source invents", async () => {
    const here = world("many-names");
    const name = (number: number): string => `${"n".repeat(180)}${number}`;
    for (let part = 0; part < 10; part += 1) {
      const values = Object.fromEntries(
        Array.from({ length: 300 }, (_, number) => [name(part * 300 + number), "x"]),
      );
      await here.apply(crm.says(set(`${part}`, values)));
      await here.publish();
    }
    const counts = await here.storage.tallies.counts(here.workspaceId, "attributes#contact");
    expect(counts["profiles"]).toBe(10);
  });

  it("stay below it over two days of shards, which end after some hours, and number repeats the same", async () => {
    const { workspaceId, storage } = world("many-shards");
    const random = new Random(28);
    let sequence = 4_421_584_500_000_000_017_450_439_092n;
    const next = (): string =>
      String((sequence += BigInt(1 + random.below(2_000_000_000)) * 1_000n));
    const count = (shard: string, batch: readonly string[]) => {
      const contributions = batch.map((sequenceNumber) => ({
        sequenceNumber,
        counts: { size: 1 },
        numbered: true,
      }));
      return storage.tallies.contribute(workspaceId, "segment#busy", shard, contributions);
    };
    const shards = Array.from({ length: 60 }, (_, at) => `shardId-${at}`);
    const batches = shards.map((): string[] => Array.from({ length: 250 }, next));
    for (const [at, shard] of shards.entries()) await count(shard, batches[at] ?? []);
    const again = await count("shardId-0", batches[0] ?? []);
    expect([...again.values()]).toEqual(Array.from({ length: 250 }, (_, at) => at + 1));
    expect(await storage.tallies.counts(workspaceId, "segment#busy")).toEqual({ size: 15_000 });
  });
});
