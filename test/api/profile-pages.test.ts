import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, did, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const search = (query: string) => `/api/v1/profiles/search?query=${encodeURIComponent(query)}`;

async function people(name: string): Promise<Client> {
  const here = world(name);
  const client = await Client.of(here);
  await here.apply(
    crm.says(
      set("1", { email: "zoe.lange@acme.test", firstname: "Zoë", lastname: "Lange" }),
      set("2", { email: "al@bolt.test", FirstName: "Al", LastName: "Langley" }),
      set("zoe", { jobtitle: "Zoe" }),
    ),
  );
  await here.apply(prm.says(set("p-7", { email: "zoe.lange@acme.test", tier: "Gold" }, 5)));
  await here.settle();
  return client;
}

describe("looking for people and companies", () => {
  it("finds them by beginnings of words, whatever case and accents, by name", async () => {
    const client = await people("search");
    const names = async (query: string) =>
      (await client.get(search(query))).json.items.map(({ name }) => name);
    expect(await names("lang")).toEqual(["Al Langley", "Zoë Lange"]);
    expect(await names("ZOE lang")).toEqual(["Zoë Lange"]);
    expect(await names("acme")).toEqual(["Zoë Lange"]);
    expect(await names("ange")).toEqual([]);
    expect(await names("")).toHaveLength(3);
  });

  it("reads few to show few where nothing is asked for", async () => {
    const here = world("many");
    const client = await Client.of(here);
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    await here.apply(crm.says(...ids.map((id) => set(id, { firstname: `P${id}` }))));
    await here.settle();
    const { json } = await client.get(`${search("")}&limit=20`);
    const searched = expect.toSatisfy((count) => count < 50);
    expect(json).toMatchObject({ more: true, total: 200, searched });
    expect(json.items).toHaveLength(20);
    const found = (await client.get(`${search("p")}&limit=20`)).json;
    expect(found).toMatchObject({ more: true, searched: 200 });
    const names = found.items.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(["P0", "P1", "P10", "P100"]);
  });

  it("puts who is named exactly first, and says how far it looked", async () => {
    const client = await people("exact");
    const { json } = await client.get(`${search("AL@bolt.test")}&limit=1`);
    expect(json).toMatchObject({ items: [{ name: "Al Langley" }], more: false, total: 3 });
    const one = (await client.get(`${search("lang")}&limit=1`)).json;
    expect(one).toMatchObject({ items: [{ contact: "al@bolt.test" }], more: true, searched: 3 });
    const { id } = (await client.get("/api/v1/profiles?key=crm:zoe")).json;
    expect((await client.get(search(id))).json.items).toMatchObject([{ id }]);
    expect((await client.get(`${search("lang")}&object=company`)).json.items).toEqual([]);
  });
});

describe("the page of a person", () => {
  it("tells in one stream what sources said and which memberships turned, newest first", async () => {
    const client = await people("timeline");
    const { world: here } = client;
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.apply(crm.says(did("1", "logged_in", Date.parse("2026-11-22T09:50:00Z"))));
    await here.settle();
    const { id } = (await client.get("/api/v1/profiles?key=crm:1")).json;
    const path = `/api/v1/profiles/${id}/timeline`;
    const all = (await client.get(path)).json;
    expect(all.items.map(({ kind }) => kind)).toEqual(["entered", "behaved", "changed", "changed"]);
    expect(all).toMatchObject({
      complete: true,
      items: [
        { segmentId: segment.id, segment: "Gold", cause: { kind: "rule" } },
        { behaviour: "logged_in", connectionId: "crm" },
        { values: { tier: "Gold" }, connectionId: "prm" },
        { values: { firstname: "Zoë" } },
      ],
    });
    const paged = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const page = await client.get(`${path}?limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.json.items);
      cursor = page.json.cursor;
    }
    expect(paged).toEqual(all.items);
  });

  it("shows what was known at an instant, and the segments of then", async () => {
    const client = await people("as-of");
    const { world: here } = client;
    await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const { id } = (await client.get("/api/v1/profiles?key=crm:1")).json;
    const then = new Date(here.now).toISOString();
    here.now += aDay;
    await here.apply(prm.says(set("p-7", { tier: "Silver" }, 1_500)));
    await here.settle();
    expect((await client.get(`/api/v1/profiles/${id}`)).json).toMatchObject({
      name: "Zoë Lange",
      attributes: { tier: { value: "Silver" } },
      memberships: [],
    });
    expect((await client.get(`/api/v1/profiles/${id}?asOf=${then}`)).json).toMatchObject({
      asOf: then,
      attributes: { tier: { value: "Gold" } },
      memberships: [{ name: "Gold" }],
    });
    const tomorrow = new Date(here.now + aDay).toISOString();
    expect((await client.get(`/api/v1/profiles/${id}?asOf=${tomorrow}`)).status).toBe(422);
  });

  it("foresees what time alone will do", async () => {
    const client = await people("forecast");
    const { world: here } = client;
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-21T10:00:00Z" })));
    await here.segment({ name: "Fresh", rule: where("certifiedAt", "inLast", "P2D") });
    await here.segment({ name: "Stale", rule: where("certifiedAt", "notInLast", "P4D") });
    const { id } = (await client.get("/api/v1/profiles?key=crm:1")).json;
    expect((await client.get(`/api/v1/profiles/${id}/forecast`)).json.items).toMatchObject([
      { name: "Fresh", kind: "leaves", at: "2026-11-23T10:00:00.000Z" },
      { name: "Stale", kind: "joins", at: "2026-11-25T10:00:00.000Z" },
    ]);
  });

  it("names its companies, and a company whoever belongs to it", async () => {
    const client = await people("related");
    const { world: here } = client;
    const at = Date.parse("2026-11-22T09:30:00Z");
    const body = {
      kind: "association" as const,
      to: { object: "company" as const, recordId: "acme" },
      removed: false,
    };
    await here.apply(
      crm.says(
        {
          object: "company",
          recordId: "acme",
          at,
          body: { kind: "attributes", values: { name: "Acme", domain: "acme.test" } },
        },
        { object: "contact", recordId: "1", at, body },
      ),
    );
    await here.settle();
    const ann = (await client.get("/api/v1/profiles?key=crm:1")).json.id;
    const acme = (await client.get("/api/v1/profiles?key=domain:acme.test")).json.id;
    expect((await client.get(`/api/v1/profiles/${ann}/related`)).json).toEqual({
      items: [
        { id: acme, object: "company", name: "Acme", contact: "acme.test", relation: "company" },
      ],
      more: false,
    });
    expect((await client.get(`/api/v1/profiles/${acme}/related`)).json.items).toMatchObject([
      { id: ann, name: "Zoë Lange", relation: "contact" },
    ]);
  });
});
