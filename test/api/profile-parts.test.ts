import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, prm, set } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const p1 = { connectionId: "prm", id: "p1" };
const body = { records: [p1], reason: "A shared mailbox" };

/** One profile of two records, with its address. */
async function shared(name: string) {
  const here = world(name);
  const email = "info@acme.test";
  await here.apply(crm.says(set("1", { email, tier: "Gold" }, 1)));
  await here.apply(prm.says(set("p1", { email }, 2)));
  await here.settle();
  const client = await Client.of(here);
  const { json } = await client.get("/api/v1/profiles?key=crm:1");
  return { here, client, id: json.id, path: `/api/v1/profiles/${json.id}` };
}

describe("a split by the API", () => {
  it("answers with both, and shows on each who took what out of it, and why", async () => {
    const { client, id, path } = await shared("split");
    const { status, json } = await client.post(`${path}/split`, body);
    expect(status).toBe(200);
    expect(json.kept).toMatchObject({ id, apart: [{ records: [p1], reason: body.reason }] });
    const taken = await client.get("/api/v1/profiles?key=prm:p1");
    expect(json.split).toEqual(taken.json);
    expect(taken.json).toMatchObject({
      duplicateOf: [id],
      apart: [
        { profileId: id, records: [{ connectionId: "crm", id: "1" }], at: expect.any(String) },
      ],
    });
    expect((await client.post(`${path}/split`, body)).json).toEqual(json);
  });

  it("says in a sentence what cannot be", async () => {
    const { client, path } = await shared("refused");
    const all = { ...body, records: [p1, { connectionId: "crm", id: "1" }] };
    expect((await client.post(`${path}/split`, all)).status).toBe(409);
    const foreign = { ...body, records: [{ connectionId: "crm", id: "9" }] };
    const { status, json } = await client.post(`${path}/split`, foreign);
    expect([status, json.detail]).toEqual([
      409,
      "crm:9 is no record of this profile: read its identities again.",
    ]);
    expect((await client.post(`${path}/split`, { ...body, reason: " " })).status).toBe(422);
    expect((await client.post("/api/v1/profiles/none/split", body)).status).toBe(404);
  });

  it("is taken back by a merge", async () => {
    const { here, client, id, path } = await shared("merge");
    const { json } = await client.post(`${path}/split`, body);
    await here.settle();
    const other = (await client.get("/api/v1/profiles?key=prm:p1")).json.id;
    expect(json.split).toMatchObject({ id: other });
    expect((await client.post(`${path}/merge`, { profileId: "none" })).status).toBe(422);
    expect((await client.post(`${path}/merge`, { profileId: other })).status).toBe(200);
    await here.settle();
    expect((await client.get("/api/v1/profiles?key=prm:p1")).json.id).toBe(id);
    expect((await client.post(`${path}/merge`, { profileId: other })).status).toBe(200);
  });

  it("of two records of one source is for the source to merge", async () => {
    const { here, client, path } = await shared("same-source");
    await here.apply(prm.says(set("p2", { city: "Oslo" }, 3)));
    const other = (await client.get("/api/v1/profiles?key=prm:p2")).json.id;
    const { status, json } = await client.post(`${path}/merge`, { profileId: other });
    expect([status, json.detail]).toEqual([
      409,
      "Both have a record of the same source: merge these there, and the profiles follow.",
    ]);
  });
});

function put(client: Client, path: string, body: unknown) {
  return client.call("PUT", path, { body });
}

describe("a key by the API", () => {
  const path = "/api/v1/attributes/contact/partnerKey";
  const declared = { type: "string", normalise: { case: "lower" }, identity: true };

  it("joins who has the same, is shown and finds them, and can be given up", async () => {
    const here = world("key");
    const client = await Client.of(here);
    await here.apply(crm.says(set("1", { partnerKey: "K-1" }, 1)));
    await here.apply(prm.says(set("p1", { partnerKey: "k-1" }, 2)));
    expect((await put(client, path, declared)).json).toMatchObject(declared);
    await here.settle();
    const { json } = await client.get("/api/v1/profiles?key=key:partnerKey:K-1");
    expect(json).toEqual((await client.get("/api/v1/profiles?key=prm:p1")).json);
    expect(json).toEqual((await client.get("/api/v1/profiles?key=crm:1")).json);
    const { json: known } = await client.get("/api/v1/attributes");
    expect(known.items).toContainEqual(
      expect.objectContaining({ name: "partnerKey", identity: true }),
    );
    await put(client, path, { type: "string" });
    await here.settle();
    expect((await client.get("/api/v1/profiles?key=key:partnerKey:K-1")).status).toBe(404);
    expect((await client.get("/api/v1/profiles?key=prm:p1")).json.id).toBe(json.id);
  });

  it("is one for each object, of a type that names somebody", async () => {
    const here = world("one-key");
    const client = await Client.of(here);
    await put(client, path, declared);
    const other = "/api/v1/attributes/contact/otherKey";
    expect((await put(client, other, { type: "number", identity: true })).status).toBe(409);
    expect((await put(client, other, { type: "boolean", identity: true })).status).toBe(422);
    const company = "/api/v1/attributes/company/partnerKey";
    expect((await put(client, company, declared)).status).toBe(200);
  });
});
