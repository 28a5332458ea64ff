import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Segment } from "../../shared/contracts/segment.ts";
import { BuildMessage } from "../../shared/contracts/segment.ts";
import { buildSegment } from "../../shared/flow/build-segment.ts";
import { createSegment, resume } from "../../shared/flow/define-segment.ts";
import { giveUpBuild } from "../../shared/flow/finish-build.ts";
import { IndexReader } from "../../shared/flow/index-reader.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const minute = 60_000;

/** Someone who is in a segment that is being built, and the messages that would build it. */
async function building(name: string) {
  const here = world(name);
  await here.apply(crm.says(set("1", { tier: "Gold" })));
  const created = await createSegment(here.context, {
    workspaceId: here.workspaceId,
    object: "contact",
    owner: "ann@acme.test",
    name: "Gold",
    rule: where("tier", "=", "Gold"),
  });
  return { here, created, messages: here.builds.take().map((each) => BuildMessage.parse(each)) };
}

async function build(here: World, messages: readonly BuildMessage[]): Promise<void> {
  const context = { ...here.context, index: new IndexReader(here.storage.index) };
  for (const message of messages) await buildSegment(context, message);
}

async function goOn(here: World, { id }: Segment): Promise<void> {
  const segment = await here.storage.segments.get(here.workspaceId, id);
  if (segment !== undefined) await resume(here.context, segment);
}

async function expectLive(here: World, created: Segment): Promise<void> {
  await here.settle();
  const segment = await here.storage.segments.get(here.workspaceId, created.id);
  expect(segment?.state).toBe("live");
  expect(await here.members(created)).toHaveLength(1);
  expect(await here.size(created)).toBe(1);
}

describe("a build whose messages were lost on the way", () => {
  it("goes on with what is left once nothing was heard of it for half an hour", async () => {
    const { here, created, messages } = await building("silent");
    here.now += 25 * minute;
    await build(here, messages.slice(0, 5));
    here.now += 29 * minute;
    await expect(goOn(here, created)).rejects.toThrow("No build of this segment has stopped");
    here.now += 2 * minute;
    await goOn(here, created);
    expect(here.builds.messages).toHaveLength(messages.length - 5);
    await expect(goOn(here, created)).rejects.toThrow("No build of this segment has stopped");
    await expectLive(here, created);
  });

  it("goes on where they were only late: they do no harm", async () => {
    const { here, created, messages } = await building("late");
    here.now += 31 * minute;
    await goOn(here, created);
    await build(here, messages);
    await expectLive(here, created);
  });
});

describe("a build whose last step failed", () => {
  it("is finished when it is resumed", async () => {
    const { here, created, messages } = await building("last-step");
    const { segments } = here.storage;
    const original = segments.write.bind(segments);
    segments.write = () => Promise.reject(new RetryableError("refused"));
    await expect(build(here, messages)).rejects.toThrow("refused");
    segments.write = original;
    for (const message of messages.slice(-1)) await giveUpBuild(here.context, message, "refused");
    await goOn(here, created);
    await expectLive(here, created);
  });

  it("is finished where its message was lost then", async () => {
    const { here, created, messages } = await building("last-message");
    const { segments } = here.storage;
    const original = segments.write.bind(segments);
    segments.write = () => Promise.reject(new RetryableError("refused"));
    await expect(build(here, messages)).rejects.toThrow("refused");
    segments.write = original;
    here.now += 31 * minute;
    await goOn(here, created);
    await expectLive(here, created);
  });
});
