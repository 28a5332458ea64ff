import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declareAttribute } from "../../shared/flow/declare-attribute.ts";
import { addCandidate, promote, retire } from "../../shared/flow/define-segment.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, did, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

describe("time alone", () => {
  it("ends a membership at the exact instant", async () => {
    const here = world("window");
    const lately = { name: "Lately", rule: where("certifiedAt", "inLast", "P30D") };
    const segment = await here.segment(lately);
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-01T08:00:00Z" })));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(Date.parse("2026-12-01T07:59:59.999Z"));
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(Date.parse("2026-12-05T00:00:00Z"));
    expect(await here.members(segment)).toEqual([]);
    expect((await here.transitions(segment)).at(-1)).toMatchObject({
      kind: "exited",
      at: "2026-12-01T08:00:00.000Z",
      cause: { kind: "time", at: "2026-12-01T08:00:00.000Z" },
    });
  });

  it("counts behaviours out of their window one by one", async () => {
    const here = world("behaviours");
    const segment = await here.segment({ name: "Busy", rule: atLeast(2, "viewed", "P7D") });
    const first = here.now - aDay;
    await here.apply(crm.says(did("1", "viewed", first), did("1", "viewed", here.now)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(first + 7 * aDay);
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("a new segment", () => {
  it("is built over everybody there is, with cause rule", async () => {
    const here = world("build");
    const people = Array.from({ length: 40 }, (_, record) =>
      set(`${record}`, { tier: record % 4 === 0 ? "Gold" : "Silver" }),
    );
    await here.apply(crm.says(...people));
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    expect(await here.members(segment)).toHaveLength(10);
    expect(await here.size(segment)).toBe(10);
    expect(here.events).toEqual(
      here.events.map(() =>
        expect.objectContaining({
          detail: expect.objectContaining({ cause: expect.objectContaining({ kind: "rule" }) }),
        }),
      ),
    );
  });

  it("finds in the history the behaviours that no rule had read before", async () => {
    const here = world("backfill");
    const twentyDaysAgo = here.now - 20 * aDay;
    await here.apply(
      crm.says(did("1", "viewed", twentyDaysAgo), did("1", "viewed", twentyDaysAgo + 1)),
    );
    await here.settle();
    here.now += aDay;
    // A write after the bridge has passed trims what no rule reads.
    await here.apply(crm.says(set("1", { city: "Oslo" })));
    await here.settle();
    const segment = await here.segment({ name: "Viewers", rule: atLeast(2, "viewed", "P30D") });
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(twentyDaysAgo + 30 * aDay);
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("a new version", () => {
  it("affects nobody until it is promoted, then only those it decides otherwise", async () => {
    const here = world("versions");
    await here.apply(
      crm.says(
        set("stays", { tier: "Gold", city: "Oslo" }),
        set("leaves", { tier: "Gold", city: "Bergen" }),
        set("comes", { tier: "Silver", city: "Oslo" }),
      ),
    );
    const segment = await here.segment({ name: "S", rule: where("tier", "=", "Gold") });
    const before = await here.transitions(segment);
    const candidate = await addCandidate(here.context, segment, where("city", "=", "Oslo"));
    expect(await here.transitions(segment)).toEqual(before);
    const current = await here.storage.segments.get(here.workspaceId, segment.id);
    here.now += 60_000;
    await promote(here.context, current ?? segment, candidate.version);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    expect(await here.size(segment)).toBe(2);
    const after = (await here.transitions(segment)).slice(before.length);
    expect(after.map((each) => each.kind).sort()).toEqual(["entered", "exited"]);
    expect(await here.storage.segments.get(here.workspaceId, segment.id)).toMatchObject({
      state: "live",
      version: 2,
    });
    await here.apply(crm.says(set("leaves", { city: "Oslo" }, 5)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(3);
  });
});

describe("a retired segment", () => {
  it("lets everybody leave and is evaluated no more", async () => {
    const here = world("retire");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await retire(here.context, segment);
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect((await here.transitions(segment)).at(-1)).toMatchObject({
      kind: "exited",
      cause: { kind: "rule" },
    });
    const applied = await here.apply(crm.says(set("2", { tier: "Gold" })));
    expect(applied).toMatchObject({ touched: 0, segments: 0 });
  });
});

describe("declaring a type", () => {
  it("evaluates again what reads the attribute", async () => {
    const here = world("declare");
    await here.apply(crm.says(set("1", { seats: "250" }), set("2", { seats: "many" })));
    const segment = await here.segment({ name: "Large", rule: where("seats", ">", 100) });
    expect(await here.members(segment)).toEqual([]);
    await declareAttribute(
      here.context,
      { workspaceId: here.workspaceId, object: "contact" },
      "seats",
      { type: "number" },
    );
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });
});
