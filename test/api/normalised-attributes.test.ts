import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

async function declare(client: Client, name: string, body: unknown) {
  const reply = await client.call("PUT", `/api/v1/attributes/contact/${name}`, { body });
  await client.world.settle();
  return reply;
}

async function live(client: Client, rule: unknown): Promise<string> {
  const body = { name: "Test", object: "contact", owner: "Ann", rule };
  const { json } = await client.post("/api/v1/segments", body);
  await client.world.settle();
  return json.id;
}

const germany = { trim: true, case: "upper", map: { deutschland: "DE", germany: "DE" } } as const;

describe("an attribute that is declared with a normalisation", () => {
  it("is compared in its one form, whichever a source or a rule writes", async () => {
    const here = world("country");
    await here.apply(
      crm.says(
        set("1", { country: " Germany" }),
        set("2", { country: "de" }),
        set("3", { country: "Deutschland" }),
        set("4", { country: "FR" }),
      ),
    );
    await here.settle();
    const client = await Client.of(here);
    const ids = [
      await live(client, where("country", "=", "Germany")),
      await live(client, where("country", "in", ["de", "deutschland"])),
    ];
    const sizes = () =>
      Promise.all(ids.map(async (id) => (await client.get(`/api/v1/segments/${id}`)).json.size));
    expect(await sizes()).toEqual([0, 1]);
    const declared = await declare(client, "country", { type: "string", normalise: germany });
    expect(declared.json).toMatchObject({ type: "string", normalise: germany });
    expect(await sizes()).toEqual([3, 3]);
    await declare(client, "country", { type: "string" });
    expect(await sizes()).toEqual([0, 1]);
  });

  it("says so in the list of attributes", async () => {
    const client = await Client.of(world("listed"));
    await declare(client, "country", { type: "enum", normalise: germany });
    await declare(client, "tier", { type: "enum" });
    const { items } = (await client.get("/api/v1/attributes?object=contact")).json;
    expect(items).toEqual([
      {
        object: "contact",
        name: "country",
        type: "enum",
        normalise: germany,
        seen: {},
        filled: 0,
        otherType: 0,
      },
      { object: "contact", name: "tier", type: "enum", seen: {}, filled: 0, otherType: 0 },
    ]);
  });

  it("changes nothing when it is declared again, in whatever order it is written", async () => {
    const client = await Client.of(world("again"));
    const { storage, workspaceId } = client.world;
    const declared = { type: "enum", normalise: { ...germany, map: { a: "b", c: "d" } } };
    await declare(client, "country", declared);
    const { revision } = await storage.index.root(workspaceId);
    const turned = {
      normalise: { map: { c: "d", a: "b" }, case: "upper", trim: true },
      type: "enum",
    };
    await declare(client, "country", turned);
    expect((await storage.index.root(workspaceId)).revision).toBe(revision);
  });

  it("still joins records by the e-mail as their sources write it", async () => {
    const here = world("e-mail");
    const client = await Client.of(here);
    const map = { "ann@acme.test": "x@acme.test", "bob@acme.test": "x@acme.test" };
    await declare(client, "email", { type: "string", normalise: { case: "upper", map } });
    await here.apply(crm.says(set("1", { email: "Ann@acme.test" })));
    await here.apply(
      prm.says(set("p", { email: "ann@acme.test " }), set("q", { email: "bob@acme.test" })),
    );
    const idOf = async (key: string) => (await client.get(`/api/v1/profiles?key=${key}`)).json.id;
    expect(await idOf("prm:p")).toBe(await idOf("crm:1"));
    expect(await idOf("prm:q")).not.toBe(await idOf("crm:1"));
    expect(await idOf("email:ann@acme.test")).toBe(await idOf("crm:1"));
  });

  it("is refused where its type is no text, and where it would fill the index", async () => {
    const client = await Client.of(world("refused"));
    const number = await declare(client, "age", { type: "number", normalise: { trim: true } });
    expect(number).toMatchObject({ status: 422, json: { pointer: "/normalise" } });
    const map = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`from ${at}`, "to"]));
    const large = await declare(client, "city", { type: "string", normalise: { map } });
    expect(large.status).toBe(422);
    expect(large.json).toMatchObject({ pointer: "/normalise/map" });
  });
});
