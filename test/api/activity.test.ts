import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const activity = "/api/v1/activity";

describe("what happens in a workspace", () => {
  it("is told newest first, with names and causes", async () => {
    const here = world("activity");
    const client = await Client.of(here);
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    here.now += 60_000;
    await here.apply(
      crm.says(set("ann", { tier: "Gold", firstname: "Ann", lastname: "Bell" }, 61)),
    );
    await here.settle();
    const { json } = await client.get(activity);
    expect(json).toMatchObject({
      items: [
        {
          about: { kind: "segment", id: gold.id, name: "Gold" },
          turn: { kind: "entered", name: "Ann Bell", cause: { kind: "change", attribute: "tier" } },
        },
        { said: "is live with version 1", actor: "Muster" },
        { said: "was created" },
      ],
    });
  });

  it("goes on after a cursor: nothing is missed, and repeats have the same id", async () => {
    const here = world("goes on");
    const client = await Client.of(here);
    await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    here.now += 60_000;
    const first = (await client.get(activity)).json;
    here.now += 60_000;
    await here.apply(crm.says(set("bo", { tier: "Gold" }, 62)));
    await here.settle();
    const next = (await client.get(`${activity}?after=${String(first["cursor"])}`)).json;
    expect(next["items"]).toMatchObject([{ turn: { kind: "entered" } }]);
    const again = (await client.get(`${activity}?after=${String(first["cursor"])}`)).json;
    expect(again["items"]).toEqual(next["items"]);
  });

  it("does not tell one by one of those who come and go with a rule", async () => {
    const here = world("with a rule");
    const client = await Client.of(here);
    const people = Array.from({ length: 20 }, (_, index) => set(`p${index}`, { tier: "Gold" }));
    await here.apply(crm.says(...people));
    await here.settle();
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.settle();
    const said = (await client.get(`/api/v1/segments/${segment.id}/transitions`)).json;
    expect(said["items"]).toHaveLength(20);
    expect((await client.get(activity)).json["items"]).toHaveLength(2);
  });

  it("does not hide edits behind many who come and go", async () => {
    const here = world("hidden");
    const client = await Client.of(here);
    await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    here.now += 60_000;
    await here.apply(crm.says(set("ann", { tier: "Gold" }, 61), set("bo", { tier: "Gold" }, 61)));
    await here.settle();
    const { json } = await client.get(`${activity}?limit=1`);
    expect(json["items"]).toMatchObject([
      { turn: { kind: "entered" } },
      { said: expect.stringContaining("live") },
    ]);
  });

  it("is as long as asked for, and refuses what is no cursor of it", async () => {
    const here = world("bounded");
    const client = await Client.of(here);
    await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    expect((await client.get(`${activity}?limit=1`)).json["items"]).toHaveLength(1);
    expect((await client.get(`${activity}?limit=201`)).status).toBe(422);
    expect((await client.get(`${activity}?after=Zm9v`)).json).toMatchObject({ status: 422 });
  });
});
