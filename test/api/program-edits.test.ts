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

async function portal(name: string) {
  const here = world(name);
  await here.apply(crm.says(set("ann", { tier: "Gold", email: "ann@acme.test" })));
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const client = await Client.of(here);
  const make = async (more: object = {}) => {
    const body = { ...tab, name: "Deal desk", include: [gold.id], ...more };
    const { json } = await client.post("/api/v1/programs", body);
    const path = `/api/v1/programs/${json.id}`;
    return { json, path, patch: (edit: object) => client.call("PATCH", path, { body: edit }) };
  };
  return { here, client, gold, make };
}

describe("an edit of a program", () => {
  it("may give another resource, which is granted from then on", async () => {
    const { client, make } = await portal("resource");
    const { patch } = await make();
    const resource = { type: "folder", id: "playbooks" };
    expect(await patch({ resource })).toMatchObject({ status: 200, json: { resource } });
    const { id } = (await client.get("/api/v1/profiles?key=crm:ann")).json;
    const { json } = await client.get(`/api/v1/profiles/${id}/grants`);
    expect(json).toMatchObject({ grants: [resource] });
    const goal = await make({
      kind: "goal",
      resource: undefined,
      measure: { function: "count" },
      target: 3,
    });
    expect(await goal.patch({ resource })).toMatchObject({
      status: 422,
      json: { pointer: "/resource", detail: "A program of kind goal has no resource." },
    });
  });

  it("changes who is compared with whom until the program starts, and no later", async () => {
    const { here, make } = await portal("groups");
    const from = new Date(here.now + 3_600_000).toISOString();
    const { patch } = await make({ from, holdoutPercent: 10 });
    const variants = [{ name: "short", percent: 50 }];
    expect(await patch({ holdoutPercent: 20, variants })).toMatchObject({
      status: 200,
      json: { holdoutPercent: 20, variants },
    });
    const { json } = await patch({ holdoutPercent: null });
    expect(json).not.toHaveProperty("holdoutPercent");
    here.now += 3_600_000;
    for (const edit of [{ holdoutPercent: 5 }, { variants: null }])
      expect(await patch(edit)).toMatchObject({
        status: 409,
        json: { detail: expect.stringContaining("create another one") },
      });
    expect(await patch({ owner: "Li" })).toMatchObject({ status: 200, json: { variants } });
  });
});

describe("a segment whose programs have all ended", () => {
  it("has outlived them, and its owner is told so", async () => {
    const { client, here, gold, make } = await portal("outlived");
    const findings = async () =>
      (await client.get("/api/v1/segments/health")).json.items.flatMap((each) => each.findings);
    const until = new Date(here.now + 3_600_000).toISOString();
    const { path } = await make();
    await make({ name: "Launch", until });
    await client.call("DELETE", path);
    expect(await findings()).toEqual([]);
    here.now += 3_600_000;
    expect(await findings()).toMatchObject([
      { kind: "outlived", message: expect.stringMatching(/ended \(.*"Launch".*\): retire it/) },
    ]);
    expect(gold.name).toBe("Gold");
  });
});
