import SCIMMY from "scimmy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

interface Directory {
  readonly client: Client;
  readonly gold: string;
  readonly emea: string;
  readonly id: string;
  read(path: string, headers?: Record<string, string>): ReturnType<Client["get"]>;
}

/** Ann is Gold in EMEA, Bob is Gold elsewhere, Cleo is in EMEA, Dan is in neither. */
async function directory(name: string): Promise<Directory> {
  const here = world(name);
  const person = (id: string, tier: string, region: string) =>
    set(id, { email: `${id}@acme.test`, firstname: id, lastname: "Lee", tier, region });
  await here.apply(
    crm.says(
      person("ann", "Gold", "EMEA"),
      person("bob", "Gold", "APAC"),
      person("cleo", "Silver", "EMEA"),
      person("dan", "Silver", "APAC"),
    ),
  );
  await here.settle();
  const gold = await here.segment({ name: "Gold partners", rule: where("tier", "=", "Gold") });
  const emea = await here.segment({ name: "EMEA", rule: where("region", "=", "EMEA") });
  const client = await Client.of(here);
  const wanted = { name: "Academy", segmentIds: [gold.id, emea.id] };
  const { json } = await client.post("/api/v1/directories", wanted);
  const authorization = `Bearer ${json.token}`;
  return {
    client,
    gold: gold.id,
    emea: emea.id,
    id: json.id,
    read: (path, headers = {}) => client.get(`/scim/v2${path}`, { authorization, ...headers }),
  };
}

const filter = (text: string): string => `filter=${encodeURIComponent(text)}`;

describe("a directory", () => {
  it("shows its segments as groups that another implementation of SCIM accepts", async () => {
    const { read, gold } = await directory("groups");
    const { status, headers, json } = await read("/Groups");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/scim+json");
    expect(json).toMatchObject({ totalResults: 2, startIndex: 1, itemsPerPage: 2 });
    for (const group of json.Resources)
      expect(SCIMMY.Schemas.Group.definition.coerce(group, "out")).toMatchObject({
        displayName: expect.stringMatching(/Gold partners|EMEA/),
      });
    const one = await read(`/Groups/${gold}`);
    expect(one.json.members).toHaveLength(2);
  });

  it("shows who is in its groups, and nobody else, as users with their groups", async () => {
    const { read, gold, emea } = await directory("users");
    const { json } = await read("/Users?count=2&startIndex=2");
    expect(json).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 2 });
    const ann = await read(`/Users?${filter('userName eq "ANN@acme.test"')}`);
    const [user] = ann.json.Resources;
    expect(user).toMatchObject({
      userName: "ann@acme.test",
      displayName: "ann Lee",
      name: { givenName: "ann", familyName: "Lee" },
      emails: [{ value: "ann@acme.test", primary: true }],
      active: true,
    });
    expect(user?.groups.map((each) => each.value).sort()).toEqual([gold, emea].sort());
    const coerced = SCIMMY.Schemas.User.definition.coerce(user, "out");
    expect(coerced).toMatchObject({ userName: "ann@acme.test" });
    expect((await read(`/Users/${user?.id}`)).json).toEqual(user);
    const dan = await read(`/Users?${filter('userName eq "dan@acme.test"')}`);
    expect(dan.json).toMatchObject({ totalResults: 0, Resources: [] });
  });

  it("finds by what identity providers ask for", async () => {
    const { read, gold, emea } = await directory("filters");
    const named = await read(`/Groups?${filter('displayName eq "gold PARTNERS"')}`);
    expect(named.json.Resources).toMatchObject([{ id: gold }]);
    const both = await read(
      `/Users?${filter(`groups.value eq "${gold}" and groups.value eq "${emea}"`)}`,
    );
    expect(both.json.Resources).toMatchObject([{ userName: "ann@acme.test" }]);
    const [ann] = both.json.Resources;
    const hers = await read(
      `/Groups?${filter(`members.value eq "${ann?.id}"`)}&excludedAttributes=members`,
    );
    expect(hers.json.totalResults).toBe(2);
    expect(hers.json.Resources[0]).not.toHaveProperty("members");
    const bare = await read("/Groups?attributes=displayName");
    expect(Object.keys(bare.json.Resources[0] ?? {}).sort()).toEqual(
      ["displayName", "id", "schemas"].sort(),
    );
  });

  it.each([
    ['userName sw "a"', "joined by and"],
    ['userName eq "a" or userName eq "b"', "joined by and"],
    ['(userName eq "a")', "joined by and"],
    ["userName eq a", "joined by and"],
    ["", "joined by and"],
    ['userName eq "a" and ', "joined by and"],
    ['title eq "x"', "Nothing can be found by"],
  ])("refuses a filter that it would not follow: %s", async (text, reason) => {
    const { read } = await shared;
    const { status, json } = await read(`/Users?${filter(text)}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ status: "400", scimType: "invalidFilter" });
    expect(json.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
    expect(json.detail).toContain(reason);
  });

  it("follows a change of the population at once, and says when nothing has changed", async () => {
    const { client, read, gold } = await directory("changes");
    const before = await read(`/Groups/${gold}`);
    const etag = before.headers.etag ?? "";
    expect((await read(`/Groups/${gold}`, { "if-none-match": etag })).status).toBe(304);
    await client.world.apply(crm.says(set("dan", { tier: "Gold" })));
    await client.world.settle();
    const after = await read(`/Groups/${gold}`, { "if-none-match": etag });
    expect(after.status).toBe(200);
    expect(after.json.members).toHaveLength(3);
  });

  it("opens nothing but its groups, and nothing once it is closed", async () => {
    const { client, read, gold, emea, id } = await directory("closed");
    const token = { authorization: `Bearer ${await tokenOf(client)}` };
    expect((await client.get("/api/v1/segments", token)).status).toBe(403);
    expect((await client.get("/scim/v2/Groups")).status).toBe(403);
    expect((await client.get("/scim/v2/Groups", { authorization: "Bearer no" })).status).toBe(401);
    await client.call("PATCH", `/api/v1/directories/${id}`, { body: { segmentIds: [emea] } });
    expect((await read(`/Groups/${gold}`)).status).toBe(404);
    expect((await read("/Groups")).json.totalResults).toBe(1);
    const written = await client.call("POST", "/scim/v2/Groups", { body: {} });
    expect(written.status).toBe(405);
    await client.call("DELETE", `/api/v1/directories/${id}`);
    expect((await read("/Groups")).status).not.toBe(200);
    expect((await client.get("/api/v1/directories")).json.items).toHaveLength(1);
  });

  it("takes only segments of contacts that there are", async () => {
    const { client } = await shared;
    const company = await client.world.segment({
      name: "Gold companies",
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    for (const segmentIds of [["seg_unknown"], [company.id]]) {
      const { status, json } = await client.post("/api/v1/directories", { name: "x", segmentIds });
      expect(status).toBe(422);
      expect(json).toMatchObject({ pointer: "/segmentIds/0" });
    }
  });

  it("describes itself", async () => {
    const { read } = await shared;
    expect((await read("/ServiceProviderConfig")).json).toMatchObject({
      patch: { supported: false },
      filter: { supported: true },
    });
    expect((await read("/ResourceTypes/User")).json).toMatchObject({ endpoint: "/Users" });
    const { json } = await read("/Schemas");
    expect(json.totalResults).toBe(2);
    const [first] = json.Resources;
    expect((await read(`/Schemas/${first?.id}`)).json).toEqual(first);
  });
});

let shared: Promise<Directory>;
beforeAll(() => {
  shared = directory("shared");
});

async function tokenOf(client: Client): Promise<string> {
  const { json } = await client.post("/api/v1/directories", { name: "Other", segmentIds: [] });
  return json.token;
}
