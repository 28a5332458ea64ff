import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const dayMs = 86_400_000;
const gold = { name: "Gold", object: "contact", owner: "Ann", rule: where("tier", "=", "Gold") };

/** Three Gold people on the 22nd; on the 24th one of them is Silver, and a fourth is new. */
async function afterTwoDays(name: string): Promise<{ client: Client; path: string }> {
  const here = world(name);
  const ann = { firstname: "Ann", lastname: "Oslo", email: "ann@acme.test" };
  const isGold = { tier: "Gold" };
  await here.apply(crm.says(set("1", { ...isGold, ...ann }), set("2", isGold), set("3", isGold)));
  await here.settle();
  const client = await Client.of(here);
  const made = await client.post("/api/v1/segments", gold);
  await here.settle();
  here.now += 2 * dayMs;
  const later = (2 * dayMs) / 60_000;
  await here.apply(crm.says(set("1", { tier: "Silver" }, later), set("4", isGold, later)));
  await here.settle();
  return { client, path: `/api/v1/segments/${made.json.id}` };
}

describe("a segment's population", () => {
  it("is told day by day, from the day it was made", async () => {
    const { client, path } = await afterTwoDays("days");
    expect((await client.get(`${path}/population`)).json.items).toEqual([
      { day: "2026-11-22", size: 3, entered: 3, exited: 0 },
      { day: "2026-11-23", size: 3, entered: 0, exited: 0 },
      { day: "2026-11-24", size: 3, entered: 1, exited: 1 },
    ]);
    expect((await client.get(`${path}/population?days=1`)).json.items).toHaveLength(1);
    expect((await client.get(path)).json).toMatchObject({
      size: 3,
      sizes: [3, 3, 3],
      today: { entered: 1, exited: 1 },
    });
  });

  it("is empty while it is being built", async () => {
    const here = world("built");
    const client = await Client.of(here);
    const { json } = await client.post("/api/v1/segments", gold);
    expect(json).toMatchObject({ sizes: [0], today: { entered: 0, exited: 0 } });
  });
});

describe("members and transitions", () => {
  it("say what people are called, and members why they are in", async () => {
    const { client, path } = await afterTwoDays("names");
    expect((await client.get(`${path}/members`)).json.items).toMatchObject([
      { cause: { kind: "rule" } },
      { cause: { kind: "rule" } },
      { cause: { kind: "change", attribute: "tier" } },
    ]);
    const { items } = (await client.get(`${path}/transitions`)).json;
    const annLeft = items.find(({ kind }) => kind === "exited");
    expect(annLeft).toMatchObject({ name: "Ann Oslo", cause: { kind: "change" } });
  });

  it("can be read back from the newest, page by page", async () => {
    const { client, path } = await afterTwoDays("newest");
    const all = (await client.get(`${path}/transitions`)).json.items;
    const back: unknown[] = [];
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? "" : `&after=${cursor}`;
      const page = await client.get(`${path}/transitions?order=newest&limit=2${after}`);
      back.push(...page.json.items);
      cursor = page.json.cursor;
    } while (cursor !== undefined);
    expect(all).toHaveLength(5);
    expect(back).toEqual(all.toReversed());
  });
});
