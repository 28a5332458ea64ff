import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atLeast, crm, did, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

async function ann(name: string): Promise<Client> {
  const here = world(name);
  const email = "ann+x@acme.test";
  await here.apply(
    crm.says(set("1", { email, tier: "Gold", certifiedAt: "2026-11-01T08:00:00Z" })),
  );
  await here.apply(prm.says(set("p-1", { email, tier: "Silver" }, 5)));
  await here.settle();
  return Client.of(here);
}

async function live(client: Client, rule: unknown): Promise<string> {
  const body = { name: "Test", object: "contact", owner: "Ann", rule };
  const { json } = await client.post("/api/v1/segments", body);
  await client.world.settle();
  return json.id;
}

describe("a profile", () => {
  it("is found by e-mail and by each source's own id, also after a merge", async () => {
    const client = await ann("keys");
    const byEmail = await client.get("/api/v1/profiles?key=email:Ann%2Bx@acme.test");
    expect(byEmail.status).toBe(200);
    for (const key of ["email:ann+x@acme.test", "crm:1", "prm:p-1"])
      expect((await client.get(`/api/v1/profiles?key=${key}`)).json.id).toBe(byEmail.json.id);
    const byId = await client.get(`/api/v1/profiles/${byEmail.json.id}`);
    expect(byId.json).toEqual(byEmail.json);
    for (const key of ["email:no@acme.test", "crm:9", "domain:acme.test"])
      expect((await client.get(`/api/v1/profiles?key=${key}`)).status).toBe(404);
    expect((await client.get("/api/v1/profiles?key=ann")).status).toBe(422);
    expect((await client.get("/api/v1/profiles")).status).toBe(422);
    expect((await client.get("/api/v1/profiles/none")).status).toBe(404);
  });

  it("shows each attribute with its value, time and source, and what others say", async () => {
    const client = await ann("attributes");
    const { json } = await client.get("/api/v1/profiles?key=crm:1");
    expect(json).toMatchObject({ object: "contact", deleted: false, duplicateOf: [] });
    expect(json.attributes["tier"]).toEqual({
      value: "Silver",
      at: "2026-11-22T09:05:00.000Z",
      source: "prm",
      sources: [
        { connectionId: "prm", value: "Silver", at: "2026-11-22T09:05:00.000Z" },
        { connectionId: "crm", value: "Gold", at: "2026-11-22T09:00:00.000Z" },
      ],
    });
    expect(json.identities).toContainEqual({ connectionId: "prm", kind: "record", id: "p-1" });
  });

  it("answers under the id that was merged away with the one that stayed", async () => {
    const here = world("merged");
    await here.apply(crm.says(set("1", { email: "a@acme.test" })));
    await here.apply(prm.says(set("2", { tier: "Gold" })));
    const client = await Client.of(here);
    const winner = (await client.get("/api/v1/profiles?key=crm:1")).json.id;
    const loser = (await client.get("/api/v1/profiles?key=prm:2")).json.id;
    expect(loser).not.toBe(winner);
    await here.apply(prm.says(set("2", { email: "a@acme.test" }, 1)));
    expect((await client.get(`/api/v1/profiles/${loser}`)).json.id).toBe(winner);
  });

  it("leaves a segment in every answer the moment its time has passed", async () => {
    const client = await ann("clock");
    const id = await live(client, where("certifiedAt", "inLast", "P30D"));
    const leavesAt = "2026-12-01T08:00:00.000Z";
    const profile = async () => (await client.get("/api/v1/profiles?key=crm:1")).json;
    const { id: profileId, memberships } = await profile();
    expect(memberships).toMatchObject([{ segmentId: id, name: "Test", leavesAt }]);
    const members = `/api/v1/segments/${id}/members`;
    const since = memberships[0]?.since;
    expect((await client.get(members)).json.items).toMatchObject([{ profileId, since, leavesAt }]);
    client.world.now = Date.parse(leavesAt);
    expect((await client.get(members)).json.items).toEqual([]);
    expect((await profile()).memberships).toEqual([]);
  });

  it("is in a segment the moment time alone makes it a member", async () => {
    const client = await ann("joins");
    const id = await live(client, where("certifiedAt", "notInLast", "P30D"));
    const path = `/api/v1/profiles/${(await client.get("/api/v1/profiles?key=crm:1")).json.id}`;
    const explanation = `${path}/segments/${id}/explanation`;
    const joinsAt = "2026-12-01T08:00:00.000Z";
    expect((await client.get(explanation)).json).toMatchObject({ member: false, joinsAt });
    client.world.now = Date.parse(joinsAt) + 500;
    const { memberships } = (await client.get(path)).json;
    expect(memberships).toEqual([{ segmentId: id, name: "Test", since: joinsAt }]);
    expect((await client.get(explanation)).json).toMatchObject({ member: true, matches: true });
  });
});

describe("an explanation", () => {
  it("shows the value seen, since when, from which source, and when it will flip", async () => {
    const client = await ann("explained");
    const id = await live(client, {
      combinator: "and",
      rules: [
        { field: "tier", operator: "=", value: "Silver" },
        { field: "certifiedAt", operator: "inLast", value: "P30D" },
      ],
    });
    const profile = (await client.get("/api/v1/profiles?key=crm:1")).json;
    const path = `/api/v1/profiles/${profile.id}/segments/${id}/explanation`;
    const { json } = await client.get(path);
    expect(json).toMatchObject({
      member: true,
      matches: true,
      leavesAt: "2026-12-01T08:00:00.000Z",
      since: profile.memberships[0]?.since,
      cause: { kind: "rule" },
      tree: { kind: "group", truth: true, flipsAt: "2026-12-01T08:00:00.000Z" },
    });
    expect(json.tree.children[0]).toEqual({
      kind: "condition",
      field: "tier",
      operator: "=",
      wanted: "Silver",
      seen: "Silver",
      includeMissing: false,
      truth: true,
      children: [],
      since: "2026-11-22T09:05:00.000Z",
      source: "prm",
    });
  });

  it("says unknown of a missing value, and counts behaviours", async () => {
    const client = await ann("unknown");
    const { now } = client.world;
    await client.world.apply({ ...crm.says(did("1", "viewed", now - aDay)), receivedAt: now });
    const missing = await live(client, where("country", "!=", "DE"));
    const busy = await live(client, atLeast(1, "viewed", "P7D"));
    const { id } = (await client.get("/api/v1/profiles?key=crm:1")).json;
    const explain = async (segment: string) =>
      (await client.get(`/api/v1/profiles/${id}/segments/${segment}/explanation`)).json;
    expect(await explain(missing)).toMatchObject({ member: false, matches: null });
    expect((await explain(busy)).tree.children[0]).toMatchObject({
      kind: "match",
      counts: { matching: 1, unknown: 0, total: 1 },
      children: [{ kind: "behaviour", name: "viewed", at: new Date(now - aDay).toISOString() }],
    });
  });
});

describe("attributes", () => {
  it("show the types seen until one is declared; then what does not convert is marked", async () => {
    const here = world("declared");
    await here.apply(
      crm.says(set("1", { level: "7" }), set("2", { level: "high" }), set("3", { level: 9 })),
    );
    await here.settle();
    const client = await Client.of(here);
    const listed = async () => (await client.get("/api/v1/attributes?object=contact")).json;
    expect(await listed()).toEqual({
      items: [
        {
          object: "contact",
          name: "level",
          seen: { string: 2, number: 1 },
          filled: 3,
          fillRate: 1,
        },
      ],
      behaviours: [],
      profiles: { contact: 3 },
    });
    const id = await live(client, where("level", ">", 5));
    const size = async () => (await client.get(`/api/v1/segments/${id}`)).json.size;
    expect(await size()).toBe(1);
    const declared = await client.call("PUT", "/api/v1/attributes/contact/level", {
      body: { type: "number" },
    });
    expect(declared).toMatchObject({ status: 200, json: { name: "level", type: "number" } });
    await here.settle();
    expect(await size()).toBe(2);
    expect((await listed()).items[0]).toMatchObject({ type: "number", otherType: 2 });
    const { attributes } = (await client.get("/api/v1/profiles?key=crm:2")).json;
    expect(attributes["level"]).toMatchObject({ value: "high", unconverted: true });
    expect((await client.get("/api/v1/profiles?key=crm:1")).json.attributes["level"]?.value).toBe(
      7,
    );
  });

  it("refuse names that mean something in rules, and types there are not", async () => {
    const client = await Client.of(world("names"));
    const put = (name: string, type: string) =>
      client.call("PUT", `/api/v1/attributes/contact/${name}`, { body: { type } });
    expect((await put("behaviours", "string")).status).toBe(422);
    expect((await put("tier", "colour")).json).toMatchObject({ pointer: "/type" });
    expect((await put("partner%20tier", "enum")).json.name).toBe("partner tier");
  });
});
