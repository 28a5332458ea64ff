import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = {
  name: "Gold",
  object: "contact",
  owner: "Ann",
  rule: where("tier", "=", "Gold"),
};

async function withPeople(name: string): Promise<Client> {
  const here = world(name);
  const tiers = ["Gold", "Silver", "Gold", "Bronze"];
  const people = tiers.map((tier, at) => set(`${at}`, { tier, email: `p${at}@acme.test` }));
  await here.apply(crm.says(...people));
  await here.settle();
  return Client.of(here);
}

describe("a segment", () => {
  it("is building with nobody in it, then live with its members", async () => {
    const client = await withPeople("life");
    const made = await client.post("/api/v1/segments", { ...gold, description: "Deal desk" });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `/api/v1/segments/${made.json.id}` },
      json: { state: "building", size: 0, version: 1, progress: 0, purpose: "Deal desk" },
    });
    const path = `/api/v1/segments/${made.json.id}`;
    expect((await client.get(`${path}/members`)).json).toEqual({ items: [] });
    await client.world.settle();
    const live = await client.get(path);
    expect(live.json).toMatchObject({ state: "live", size: 2, warnings: [] });
    expect(live.json.description).toBe('tier is "Gold"');
    expect(live.json.progress).toBeUndefined();
    expect((await client.get(`${path}/members`)).json.items).toHaveLength(2);
    const told = (await client.get(`${path}/transitions`)).json;
    expect(told.items).toHaveLength(2);
    expect(told.items[0]).toMatchObject({ kind: "entered", cause: { kind: "rule" }, version: 1 });
    const later = await client.get(`${path}/transitions?after=${told.cursor}`);
    expect(later.json).toEqual({ items: [] });
  });

  it("names each fault of a rule by its place in the body", async () => {
    const client = await Client.of(world("faults"));
    const rule = { combinator: "and", rules: [{ field: "tier", operator: "~", value: 1 }] };
    const refused = await client.post("/api/v1/segments", { ...gold, rule });
    expect(refused.status).toBe(422);
    expect(refused.json).toMatchObject({ pointer: "/rule/rules/0/operator" });
    expect(refused.json.errors).toHaveLength(1);
    const bad = await client.post("/api/v1/segments", { ...gold, name: "", colour: "red" });
    expect(bad.json.errors.map((each) => each.pointer).sort()).toEqual(["/colour", "/name"]);
  });

  it("shows what it does at its edge, and warns of what nobody has", async () => {
    const client = await withPeople("warnings");
    const made = await client.post("/api/v1/segments", {
      ...gold,
      rule: where("teir", "=", "Gold"),
      retireAt: "2027-01-01",
      exitGrace: "P7D",
      entryDwell: "PT1H",
      exitLeads: ["P7D", "P1D"],
    });
    expect(made.json).toMatchObject({
      retireAt: "2027-01-01",
      exitGrace: "P7D",
      entryDwell: "PT1H",
      exitLeads: ["P7D", "P1D"],
      warnings: [expect.stringContaining('No profile has a value of "teir"')],
      findings: [{ code: "nobody-has-it", pointer: "/rules/0", count: 0 }],
    });
  });

  it("is edited only as it was read", async () => {
    const client = await withPeople("edit");
    const { json, headers } = await client.post("/api/v1/segments", gold);
    const path = `/api/v1/segments/${json.id}`;
    const edit = { headers: { "if-match": headers["etag"] ?? "" }, body: { name: "Golden" } };
    const edited = await client.call("PATCH", path, edit);
    expect(edited).toMatchObject({ status: 200, json: { name: "Golden", owner: "Ann" } });
    expect((await client.call("PATCH", path, edit)).status).toBe(412);
    const rule = await client.call("PATCH", path, { body: { rule: gold.rule } });
    expect(rule).toMatchObject({ status: 422, json: { pointer: "/rule" } });
    expect(rule.json.detail).toContain("/versions");
    expect((await client.call("PATCH", path, { body: { owner: "Ben" } })).json.owner).toBe("Ben");
  });

  it("takes a new rule as a version that is promoted", async () => {
    const client = await withPeople("versions");
    const { json } = await client.post("/api/v1/segments", gold);
    await client.world.settle();
    const path = `/api/v1/segments/${json.id}`;
    const candidate = await client.post(`${path}/versions`, { rule: where("tier", "=", "Silver") });
    expect(candidate).toMatchObject({ status: 201, json: { version: 2, state: "candidate" } });
    expect((await client.get(path)).json).toMatchObject({ version: 1, size: 2 });
    const promoted = await client.post(`${path}/versions/2/promote`, undefined);
    expect(promoted).toMatchObject({
      status: 202,
      json: { state: "live", version: 1, progress: 0 },
    });
    await client.world.settle();
    expect((await client.get(path)).json).toMatchObject({ version: 2, size: 1 });
    expect((await client.get(`${path}/members`)).json.items).toHaveLength(1);
    expect((await client.post(`${path}/versions/9/promote`, undefined)).status).toBe(404);
  });

  it("is retired; its members leave and the list no longer shows it", async () => {
    const client = await withPeople("retire");
    const { json } = await client.post("/api/v1/segments", gold);
    await client.world.settle();
    const path = `/api/v1/segments/${json.id}`;
    expect(await client.call("DELETE", path)).toMatchObject({
      status: 202,
      json: { state: "retired" },
    });
    await client.world.settle();
    expect((await client.get("/api/v1/segments")).json.items).toEqual([]);
    expect((await client.get("/api/v1/segments?state=retired")).json.items).toHaveLength(1);
    const kinds = (await client.get(`${path}/transitions`)).json.items.map((each) => each.kind);
    expect(kinds.sort()).toEqual(["entered", "entered", "exited", "exited"]);
    expect((await client.call("PATCH", path, { body: { name: "Back" } })).status).toBe(409);
  });

  it("has nothing to resume unless its build has failed", async () => {
    const client = await withPeople("resume");
    const { json } = await client.post("/api/v1/segments", gold);
    expect((await client.post(`/api/v1/segments/${json.id}/resume`, undefined)).status).toBe(409);
  });

  it("says that nothing was heard of its build for long, which then can be resumed", async () => {
    const client = await withPeople("silent");
    const { json } = await client.post("/api/v1/segments", gold);
    const path = `/api/v1/segments/${json.id}`;
    expect((await client.get(path)).json).not.toHaveProperty("error");
    client.world.builds.take();
    client.world.now += 31 * 60_000;
    expect((await client.get(path)).json).toMatchObject({
      error: expect.stringContaining("its messages may be lost"),
    });
    expect((await client.post(`${path}/resume`, undefined)).status).toBeLessThan(300);
    expect((await client.get(path)).json).not.toHaveProperty("error");
    await client.world.settle();
    expect((await client.get(path)).json.state).toBe("live");
  });
});

describe("lists", () => {
  it("go page by page through segments and members", async () => {
    const client = await withPeople("pages");
    for (const name of ["One", "Two", "Three"])
      await client.post("/api/v1/segments", { ...gold, name, rule: where("tier", "notNull") });
    await client.world.settle();
    const first = (await client.get("/api/v1/segments?limit=2")).json;
    const second = (await client.get(`/api/v1/segments?limit=2&cursor=${first.cursor}`)).json;
    const names = [...first.items, ...second.items].map((each) => each.name);
    expect(names.sort()).toEqual(["One", "Three", "Two"]);
    const members = `/api/v1/segments/${first.items[0]?.id}/members`;
    const seen: string[] = [];
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { json } = await client.get(`${members}?limit=3${more}`);
      seen.push(...json.items.map((each) => each.profileId));
      cursor = json.cursor;
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });

  it("refuse limits and cursors that are none", async () => {
    const client = await Client.of(world("limits"));
    for (const query of ["limit=0", "limit=1001", "limit=x", "cursor=%21"])
      expect((await client.get(`/api/v1/segments?${query}`)).status, query).toBe(422);
  });
});

describe("a preview", () => {
  it("counts, samples and says what is missing, and stores nothing", async () => {
    const client = await withPeople("preview");
    await client.world.apply(crm.says(set("5", { email: "none@acme.test" })));
    await client.world.settle();
    const { status, json } = await client.post("/api/v1/segments/preview", {
      object: "contact",
      rule: where("tier", "=", "Gold"),
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ count: 2, exact: true, missing: { tier: 1 }, warnings: [] });
    expect(json.sample.map((each) => each.attributes)).toContainEqual({
      email: "p0@acme.test",
      tier: "Gold",
    });
    expect((await client.get("/api/v1/segments")).json.items).toEqual([]);
  });

  it("counts for each condition who fulfils it, who lacks the value and whom it alone keeps out", async () => {
    const client = await withPeople("condition-counts");
    await client.world.apply(crm.says(set("5", { email: "none@acme.test" })));
    await client.world.settle();
    const preview = async (...rules: unknown[]) => {
      const body = { object: "contact", rule: { combinator: "and", rules } };
      return (await client.post("/api/v1/segments/preview", body)).json;
    };
    const gold = { field: "tier", operator: "=", value: "Gold" };
    const silver = { field: "tier", operator: "=", value: "Silver" };
    const p0 = { field: "email", operator: "=", value: "p0@acme.test" };
    const one = await preview(gold);
    const rest = one.profiles - one.count;
    expect(one).toMatchObject({
      conditions: [{ pointer: "/rules/0", holds: 2, unknown: 1, keepsOut: rest }],
    });
    const nested = { combinator: "or", rules: [p0, silver] };
    const { count, conditions } = await preview(gold, nested, { combinator: "and", rules: [p0] });
    expect(count).toBe(1);
    expect(conditions).toMatchObject([
      { pointer: "/rules/0", holds: 2, keepsOut: 0 },
      { pointer: "/rules/1/rules/0", holds: 1, keepsOut: 0 },
      { pointer: "/rules/1/rules/1", keepsOut: 0 },
      // With a group's only condition the group goes.
      { pointer: "/rules/2/rules/0", holds: 1, keepsOut: 0 },
    ]);
    const both = await preview(gold, p0);
    expect(both.conditions).toMatchObject([{ keepsOut: 0 }, { keepsOut: 1 }]);
  });

  it("warns of a comparison with another type than is there", async () => {
    const client = await withPeople("types");
    const { json } = await client.post("/api/v1/segments/preview", {
      object: "contact",
      rule: where("tier", ">", 3),
    });
    expect(json).toMatchObject({ count: 0, missing: { tier: 0 } });
    expect(json.warnings[0]).toContain('"tier" is compared with a number');
  });
});
