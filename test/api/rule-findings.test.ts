import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const all = (...rules: unknown[]) => ({ combinator: "and", rules });
const is = (field: string, operator: string, value?: unknown) => ({ field, operator, value });

async function findings(client: Client, rule: unknown, more: object = {}) {
  const body = { object: "contact", rule, ...more };
  return (await client.post("/api/v1/segments/preview", body)).json.findings;
}

/** Ten people: six with a region, of whom three in EMEA; the first eight are Gold. */
async function tenPeople(name: string): Promise<Client> {
  const here = world(name);
  const people = Array.from({ length: 10 }, (_, at) =>
    set(`${at}`, {
      tier: at < 8 ? "Gold" : "Silver",
      ...(at < 6 ? { region: at % 2 ? "EMEA" : "APAC" } : {}),
    }),
  );
  await here.apply(crm.says(...people));
  await here.settle();
  return Client.of(here);
}

describe("what a preview finds in a rule", () => {
  it("counts whom an excluding condition leaves out for want of a value, and nothing else", async () => {
    const client = await tenPeople("left-out");
    const notEmea = is("region", "!=", "EMEA");
    expect(await findings(client, all(notEmea))).toMatchObject([
      { code: "leaves-out-missing", count: 4, remedy: expect.stringContaining("includeMissing") },
    ]);
    // Two of the four are no Gold: they would not be found either way.
    expect(await findings(client, all(notEmea, is("tier", "=", "Gold")))).toMatchObject([
      { code: "leaves-out-missing", count: 2, pointer: "/rules/0" },
      { code: "changes-nothing", count: 3, pointer: "/rules/1" },
    ]);
    const without = { ...where("region", "=", "EMEA"), not: true };
    expect(await findings(client, without)).toMatchObject([
      { code: "leaves-out-missing", count: 4, pointer: "/rules/0" },
    ]);
    const present = all(notEmea, is("region", "notNull"));
    const codes = (await findings(client, present)).map(({ code }) => code);
    expect(codes).toEqual(["changes-nothing"]);
  });

  it("says so where nobody has the attribute, whatever is asked of it", async () => {
    const client = await tenPeople("typo");
    for (const operator of ["null", "notNull"])
      expect(await findings(client, where("teir", operator))).toMatchObject([
        { code: "nobody-has-it" },
      ]);
  });

  it("says how long no source has spoken of an attribute, by the newest of all", async () => {
    const here = world("stale");
    const day = 24 * 60;
    await here.apply(crm.says(set("1", { tier: "Gold" }, -300 * day)));
    await here.settle();
    const client = await Client.of(here);
    expect(await findings(client, where("tier", "=", "Gold"))).toMatchObject([
      { code: "stale", message: expect.stringContaining("for 300 days") },
    ]);
    await here.apply(prm.says(set("2", { tier: "Gold" }, -10 * day)));
    await here.settle();
    expect(await findings(client, where("tier", "=", "Gold"))).toEqual([]);
  });

  it("calls segments by their names, in what it finds and in what a comparison says", async () => {
    const client = await tenPeople("names");
    const gold = {
      name: "Gold",
      object: "contact",
      owner: "Ann",
      rule: where("tier", "=", "Gold"),
    };
    const { id } = (await client.post("/api/v1/segments", gold)).json;
    const emea = { ...gold, name: "EMEA", rule: where("region", "=", "EMEA") };
    const { json: other } = await client.post("/api/v1/segments", emea);
    await client.world.settle();
    const [twin] = await findings(client, where("tier", "!=", "Silver"));
    expect(twin?.message).toContain('"Gold"');
    const inGold = is("segment", "in", [id]);
    const said = await findings(client, all(inGold, is("tier", "=", "Gold")));
    expect(said.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('is a member of the segment "Gold"'),
    );
    const versions = `/api/v1/segments/${other.id}/versions`;
    await client.post(versions, { rule: all(is("segment", "notIn", [id])) });
    const compared = (await client.get(`${versions}/2/comparison`)).text;
    expect(compared).toContain('is not a member of the segment \\"Gold\\"');
    expect(`${JSON.stringify([twin, said])}${compared}`).not.toContain(`"${id}`);
  });

  it("is no twin of the segment whose version it is to be, and none of few", async () => {
    const client = await tenPeople("twins");
    const rule = where("tier", "=", "Gold");
    const body = { name: "Gold", object: "contact", owner: "Ann", rule };
    const { json } = await client.post("/api/v1/segments", body);
    await client.post("/api/v1/segments", { ...body, rule: where("tier", "=", "Silver") });
    await client.world.settle();
    expect(await findings(client, rule)).toMatchObject([{ code: "twin", count: 8 }]);
    expect(await findings(client, rule, { segmentId: json.id })).toEqual([]);
    expect(await findings(client, where("tier", "=", "Silver"))).toEqual([]);
    expect((await client.get(`/api/v1/segments/${json.id}/findings`)).json).toEqual({
      items: [],
      version: 1,
      profiles: 10,
      exact: true,
    });
    expect((await client.get("/api/v1/segments/none/findings")).status).toBe(404);
    const body404 = { object: "contact", rule, segmentId: "none" };
    expect((await client.post("/api/v1/segments/preview", body404)).status).toBe(404);
  });
});
