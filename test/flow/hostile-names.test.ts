import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SegmentIndexStore } from "../../shared/storage/segment-index.ts";
import { openTables } from "../../shared/storage/tables.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, did, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

describe("a behaviour called like a part of every object", () => {
  it.each(["constructor", "toString"])("counts as any other: %s", async (name) => {
    const here = world(`behaviour-${name}`);
    const segment = await here.segment({ name: "Twice", rule: atLeast(2, name, "P7D") });
    await here.apply(crm.says(did("1", name, here.now - 2_000)));
    await here.apply(crm.says(did("1", name, here.now - 1_000)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(here.now + 8 * 86_400_000);
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("an attribute called like a part of every object", () => {
  it("is read as any other", async () => {
    const here = world("attribute-names");
    const segment = await here.segment({ name: "Odd", rule: where("valueOf", "=", "x") });
    await here.apply(crm.says(set("1", { valueOf: "x", hasOwnProperty: "y" })));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });
});

describe("the index in memory", () => {
  it("gives every rule also when it has just made room", async () => {
    const tables = openTables({ profiles: "profiles", views: "views", registry: "registry" });
    const store = new SegmentIndexStore(tables, 2);
    const rule = where("tier", "=", "Gold");
    for (const segmentId of ["a", "b", "c", "d"])
      await store.putRule("memory", 1, { segmentId, version: 1, rule });
    await store.rules("memory", [1, 2, 3]);
    const found = await store.rules("memory", [1, 2, 3, 4]);
    expect(found.map((each) => each.segmentId).sort()).toEqual(["a", "b", "c", "d"]);
  });
});
