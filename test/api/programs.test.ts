import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const tab = { kind: "grant", owner: "Priya", resource: { type: "portal-tab", id: "deal-desk" } };

/** Ann, who is Gold, and a segment of Gold contacts. */
async function portal(name: string) {
  const here = world(name);
  await here.apply(crm.says(set("ann", { tier: "Gold", email: "ann@acme.test" })));
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const client = await Client.of(here);
  const ann = (await client.get("/api/v1/profiles?key=crm:ann")).json;
  const grants = async () => (await client.get(`/api/v1/profiles/${ann.id}/grants`)).json;
  return { here, client, gold, ann, grants };
}

describe("a program", () => {
  it("is named by the segments it is for, and its own segment is listed nowhere", async () => {
    const { here, client, gold } = await portal("named");
    const body = {
      kind: "certificate",
      name: "Expert",
      owner: "Priya",
      include: [gold.id],
      certificate: "Expert",
      onExit: "keep",
    };
    const { json } = await client.post("/api/v1/programs", body);
    await here.settle();
    expect(await here.members(json)).toHaveLength(1);
    const listed = (await client.get("/api/v1/segments")).json.items;
    expect(listed.map(({ id }) => id)).toEqual([gold.id]);
    const programs = [{ id: json.id, name: "Expert", kind: "certificate" }];
    expect(listed).toMatchObject([{ programs }]);
    const own = await client.call("DELETE", `/api/v1/segments/${json.id}`);
    expect(own).toMatchObject({ status: 409 });
    expect(own.json.detail).toContain("belongs to the program");
    const bound = { kind: "webhook", url: "https://acme.test/hook" };
    const pushed = await client.post(`/api/v1/segments/${json.id}/destinations`, bound);
    expect(pushed.status).toBe(409);
    const retired = await client.call("DELETE", `/api/v1/segments/${gold.id}`);
    expect(retired).toMatchObject({ status: 409 });
    expect(retired.json.detail).toContain("Program: Expert");
  });

  it("is refused with a sentence and a place where it cannot be", async () => {
    const { here, client, gold } = await portal("faults");
    const partners = await here.segment({
      name: "Partners",
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    const course = { kind: "course", connectionId: "nowhere", courseId: "c", onExit: "keep" };
    const price = { kind: "price", product: "seat", precedence: 1, terms: { discountPercent: 5 } };
    const named = { name: "P", owner: "Priya" };
    await client.post("/api/v1/programs", { ...named, ...price, include: [gold.id] });
    for (const [pointer, body] of [
      ["/include/0", { ...tab, ...named, include: ["seg_nothing"] }],
      ["/include", { ...tab, ...named, include: [] }],
      ["/include", { ...course, ...named, include: [gold.id, partners.id] }],
      ["/include", { ...course, ...named, include: [partners.id] }],
      ["/connectionId", { ...course, ...named, include: [gold.id] }],
      ["/until", { ...tab, ...named, include: [gold.id], from: "2027-01-02", until: "2027-01-01" }],
      ["/precedence", { ...price, ...named, include: [gold.id] }],
      ["/kind", { ...tab, ...named, kind: "magic", include: [gold.id] }],
      ["/terms", { ...price, ...named, precedence: 2, terms: {}, include: [gold.id] }],
    ] as const) {
      const { status, json } = await client.post("/api/v1/programs", body);
      expect([status, json.errors[0]?.pointer], json.detail).toEqual([422, pointer]);
    }
  });

  it("of another workspace is not there", async () => {
    const { client, gold } = await portal("mine");
    const other = await Client.of(world("theirs"));
    const { json } = await client.post("/api/v1/programs", {
      ...tab,
      name: "Desk",
      include: [gold.id],
    });
    for (const rest of ["", "/progress"])
      expect((await other.get(`/api/v1/programs/${json.id}${rest}`)).status).toBe(404);
    const refused = await other.post("/api/v1/programs", { ...tab, name: "D", include: [gold.id] });
    expect(refused.status).toBe(422);
  });

  it("is made, listed, edited as it was read, and ended", async () => {
    const { client, gold } = await portal("life");
    const made = await client.post("/api/v1/programs", {
      ...tab,
      name: "Deal desk",
      include: [gold.id],
    });
    expect(made).toMatchObject({
      status: 201,
      json: { kind: "grant", state: "active", objects: ["contact"] },
    });
    const path = `/api/v1/programs/${made.json.id}`;
    expect((await client.get(path)).json).toEqual(made.json);
    expect((await client.get("/api/v1/programs")).json.items).toEqual([made.json]);
    const headers = { "if-match": made.headers["etag"] ?? "" };
    const edited = await client.call("PATCH", path, { body: { owner: "Li" }, headers });
    expect(edited).toMatchObject({ status: 200, json: { owner: "Li", name: "Deal desk" } });
    expect((await client.call("PATCH", path, { body: { owner: "Mo" }, headers })).status).toBe(412);
    expect(await client.call("DELETE", path)).toMatchObject({
      status: 202,
      json: { state: "ended" },
    });
    expect((await client.call("PATCH", path, { body: { owner: "Mo" } })).status).toBe(409);
  });

  it("grants to members what it is for, and stops with them, with its window and its end", async () => {
    const { here, client, gold, grants } = await portal("grants");
    const body = { ...tab, name: "Deal desk", include: [gold.id], until: "2026-11-23" };
    const { json } = await client.post("/api/v1/programs", body);
    expect(await grants()).toMatchObject({
      until: "2026-11-23T00:00:00.000Z",
      grants: [{ type: "portal-tab", id: "deal-desk", programId: json.id, program: "Deal desk" }],
    });
    await here.apply(crm.says(set("ann", { tier: "Silver" }, 1)));
    expect(await grants()).toMatchObject({ grants: [] });
    await here.apply(crm.says(set("ann", { tier: "Gold" }, 2)));
    expect((await grants()).grants).toHaveLength(1);
    here.now = Date.parse("2026-11-23T00:00:00Z");
    expect(await grants()).toMatchObject({ grants: [] });
    expect((await client.get(`/api/v1/programs/${json.id}`)).json.state).toBe("ended");
  });
});
