import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSegment } from "../../shared/flow/define-segment.ts";
import { profileKeyOf } from "../../shared/flow/resolve-profiles.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

function defined({ context, workspaceId }: World, rule: RuleGroup) {
  const owner = "ann@acme.test";
  return createSegment(context, { workspaceId, name: "Once", object: "contact", owner, rule });
}

describe("what an attribute has been", () => {
  it("stays known to a rule that was there before", async () => {
    const here = world("ever");
    const rule = where("tier", "hasEverBeen", ["Gold"]);
    const once = await here.segment({ name: "Once Gold", rule });
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Silver" })));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
    await here.settle();
    expect(await here.members(once)).toHaveLength(1);
    here.now += aDay;
    await here.apply(crm.says(set("1", { tier: "Bronze" }, 2)));
    await here.settle();
    expect(await here.members(once)).toHaveLength(1);
  });

  it("is found in the history by a rule that comes later", async () => {
    const here = world("later");
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Silver" })));
    here.now += aDay;
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
    here.now += aDay;
    await here.apply(crm.says(set("1", { tier: "Bronze" }, 2), set("2", { tier: "Bronze" }, 2)));
    await here.settle();
    const rule = where("tier", "hasEverBeen", ["Gold"]);
    expect(await here.members(await here.segment({ name: "Once Gold", rule }))).toHaveLength(1);
    const never = where("tier", "hasNeverBeen", ["Gold"]);
    expect(await here.members(await here.segment({ name: "Never", rule: never }))).toHaveLength(1);
  });

  it("is not missed while the stream is yet to bring it to the history", async () => {
    const here = world("behind");
    const of = { workspaceId: here.workspaceId, object: "contact" } as const;
    const key = profileKeyOf({ ...of, connectionId: "crm" }, "contact", "1");
    const waits = async () => (await here.storage.profiles.read([key])).get(key.id)?.unfiled;
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    for (let minute = 1; (await waits()) !== undefined; minute += 1) {
      await here.settle();
      here.now += aDay;
      const text = randomBytes(100).toString("base64");
      await here.apply(crm.says(set("1", { tier: "Silver", text }, minute)));
    }
    const rule = where("tier", "hasEverBeen", ["Gold"]);
    const { id } = await defined(here, rule);
    await here.build(Number.POSITIVE_INFINITY);
    expect(await here.storage.segments.get(here.workspaceId, id)).toMatchObject({
      state: "building",
    });
    await here.settle();
    expect(await here.members({ id })).toHaveLength(1);
  });

  it("counts what arrives late and loses", async () => {
    const here = world("late");
    const rule = where("tier", "hasEverBeen", ["Gold"]);
    const once = await here.segment({ name: "Once Gold", rule });
    await here.apply(crm.says(set("1", { tier: "Silver" }, 5)));
    await here.settle();
    expect(await here.members(once)).toEqual([]);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.settle();
    expect(await here.members(once)).toHaveLength(1);
  });
});

describe("a change of an attribute", () => {
  it("is recent until its window has passed; hearing the same again is none", async () => {
    const here = world("changed");
    const changed = await here.segment({
      name: "Changed",
      rule: where("tier", "changedInLast", "P7D"),
    });
    const fresh = await here.segment({
      name: "Fresh",
      rule: where("tier", "updatedInLast", "P7D"),
    });
    const first = Date.parse("2026-11-22T09:00:00Z");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.travel(first + 5 * aDay);
    await here.apply(prm.says(set("9", { tier: "Gold" }, 5 * 24 * 60)));
    await here.apply(crm.says(set("1", { tier: "Gold" }, 5 * 24 * 60)));
    await here.settle();
    expect(await here.members(changed)).toHaveLength(2);
    await here.travel(first + 7 * aDay);
    expect(await here.members(changed)).toHaveLength(1);
    expect(await here.members(fresh)).toHaveLength(2);
    await here.travel(first + 12 * aDay);
    expect(await here.members(fresh)).toEqual([]);
    expect((await here.transitions(changed)).find(({ kind }) => kind === "exited")).toMatchObject({
      at: "2026-11-29T09:00:00.000Z",
      cause: { kind: "time" },
    });
  });
});
