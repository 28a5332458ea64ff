import type { DynamoDBRecord } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowContext } from "../../shared/flow/context.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

/** Fails once at the given step, after so many calls that went well. */
function failing(context: FlowContext, step: string, calls: number): FlowContext {
  let left = calls;
  const once = <Work extends object>(work: Work, method: string): Work =>
    new Proxy(work, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...parameters: unknown[]) => {
          if (name === method && left-- === 0) throw new RetryableError("crashed");
          return Reflect.apply(value, target, parameters);
        };
      },
    });
  const [room = "", method = ""] = step.split(".");
  if (room === "bus") return { ...context, bus: once(context.bus, method) };
  const storage = { ...context.storage };
  const part: unknown = Reflect.get(storage, room);
  if (typeof part !== "object" || part === null) throw new Error(`no room ${room}`);
  Reflect.set(storage, room, once(part, method));
  return { ...context, storage };
}

async function publishUntilDone(here: World, context: FlowContext, records: DynamoDBRecord[]) {
  let waiting = records;
  for (let round = 0; waiting.length > 0 && round < 50; round += 1) {
    try {
      const { batchItemFailures } = await publishStream(context, "shard", waiting);
      const first = batchItemFailures[0]?.itemIdentifier;
      waiting =
        first === undefined
          ? []
          : waiting.slice(waiting.findIndex((each) => each.dynamodb?.SequenceNumber === first));
    } catch {
      // The stream gives the batch again.
    }
  }
  expect(waiting).toEqual([]);
  await here.settle();
}

describe("publishing that stops half-way", () => {
  const steps = ["history.append", "members.apply", "transitions.append", "tallies.contribute"];
  it.each([...steps, "bus.put"].flatMap((step) => [0, 1].map((calls) => [step, calls] as const)))(
    "at %s after %i calls counts nothing twice and loses nothing",
    async (step, calls) => {
      const here = world(`half-${step}-${calls}`);
      const segment = await here.segment(gold);
      const other = await here.segment({ name: "Oslo", rule: where("city", "=", "Oslo") });
      const values = { tier: "Gold", city: "Oslo" };
      await here.apply(crm.says(...["1", "2", "3"].map((each) => set(each, values, 1))));
      await here.apply(crm.says(set("3", { tier: "Silver" }, 2)));
      const records = await here.take();
      await publishUntilDone(here, failing(here.context, step, calls), records);
      expect([await here.size(segment), await here.size(other)]).toEqual([2, 3]);
      expect(await here.members(segment)).toHaveLength(2);
      expect(await here.transitions(segment)).toHaveLength(4);
      const told = new Set(here.events.map(({ detail }) => JSON.stringify(detail)));
      expect(told.size).toBe(7);
    },
  );

  it("says the same when a batch comes again in parts", async () => {
    const here = world("again");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 2)));
    await here.apply(crm.says(set("1", { tier: "Gold" }, 3)));
    const records = await here.take();
    await publishStream(here.context, "shard", records);
    await publishStream(here.context, "shard", records.slice(1));
    await publishStream(here.context, "shard", records.slice(0, 2));
    expect(await here.members(segment)).toHaveLength(1);
    expect(await here.size(segment)).toBe(1);
    expect((await here.transitions(segment)).map((each) => each.kind)).toEqual([
      "entered",
      "exited",
      "entered",
    ]);
  });
});

describe("a record that can never be published", () => {
  const broken = (record: DynamoDBRecord): DynamoDBRecord => ({
    ...record,
    dynamodb: { ...record.dynamodb, NewImage: { pk: { S: "nothing" } } },
  });

  async function records(here: World) {
    await here.segment(gold);
    for (const each of ["1", "2", "3"]) await here.apply(crm.says(set(each, { tier: "Gold" })));
    return here.take();
  }

  it("holds up those before it not at all", async () => {
    const here = world("poison-later");
    const [one, two, three] = await records(here);
    if (!one || !two || !three) throw new Error("three records were written");
    const answer = await publishStream(here.context, "shard", [one, broken(two), three]);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: two.dynamodb?.SequenceNumber }]);
    expect(here.events).toHaveLength(1);
  });

  it("makes the batch be halved until it stands alone, so that only it is set aside", async () => {
    const here = world("poison-first");
    const [one, two] = await records(here);
    if (!one || !two) throw new Error("records were written");
    await expect(publishStream(here.context, "shard", [broken(one), two])).rejects.toThrow("halve");
    const alone = await publishStream(here.context, "shard", [broken(one)]);
    expect(alone.batchItemFailures).toHaveLength(1);
  });
});

describe("the event of who was deleted", () => {
  it("says by which identities the person was known", async () => {
    const here = world("deleted-identities");
    await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Gold", email: "ann@acme.test" }, 1)));
    await here.apply(crm.says(deleted("1", 2)));
    await here.settle();
    expect(here.events.at(-1)).toMatchObject({
      detailType: "segment.exited",
      detail: {
        cause: { kind: "deletion" },
        identities: expect.arrayContaining([
          { connectionId: "crm", kind: "email", id: "ann@acme.test" },
        ]),
      },
    });
  });
});
