import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Source, set } from "../flow/messages.ts";
import { destinationOf, Portal, sweepTurn } from "../flow/sweeping.ts";
import { World } from "../flow/world.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

async function gold(portal: Portal, recordIds: readonly string[]) {
  const source = new Source(portal.connectionId, 1);
  await portal.here.apply(source.says(...recordIds.map((id) => set(id, { tier: "Gold" }, 1))));
  await portal.here.settle();
  await portal.push();
  portal.here.now += 120_000;
}

describe("sweeps through the API", () => {
  it("are started for all destinations of a connection, with the source, and show how far they are", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("started"), sandbox.url);
    const { client, here, connectionId } = portal;
    await gold(portal, ["40001", "40002"]);
    await portal.edit(["40009"], ["40001"]);
    here.imports.take();
    const path = `/api/v1/connections/${connectionId}/sweeps`;
    const started = await client.post(path, undefined);
    expect(started).toMatchObject({
      status: 202,
      json: { items: [{ state: "running", step: "reading" }] },
    });
    expect(here.imports.take()).toHaveLength(1);
    while (await sweepTurn(here));
    const { json } = await client.get(path);
    expect(json).toMatchObject({
      items: [{ state: "done", compared: 3, missing: 1, surplus: 1, refused: 0 }],
    });
    await portal.push();
    expect(await portal.list()).toEqual(["40001", "40002"]);
  });
});

describe("records that a portal does not take", () => {
  it("are listed with its reason, since when, and are tried again by a sweep", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("refused"), sandbox.url);
    const { client, here } = portal;
    await gold(portal, ["40001", "99998", "99999"]);
    const { id, segmentId } = await destinationOf(here);
    const path = `/api/v1/destinations/${id}/refused`;
    const refusedAt = "2026-11-22T10:00:00.000Z";
    const { json: first } = await client.get(`${path}?limit=1`);
    expect(first.items).toMatchObject([
      {
        recordId: "99998",
        member: true,
        reason: expect.stringContaining("HubSpot has no record 99998"),
        since: refusedAt,
      },
    ]);
    const { json: second } = await client.get(`${path}?limit=1&cursor=${first.cursor}`);
    expect(second.items).toMatchObject([{ recordId: "99999", since: refusedAt }]);

    sandbox.crm.records.insert([
      { type: "contacts", id: "99998", properties: {}, createdAt: 0, updatedAt: 0 },
    ]);
    const sweeps = `/api/v1/segments/${segmentId}/destinations/${id}/sweeps`;
    expect((await client.post(sweeps, {})).json).toMatchObject({ state: "running" });
    while (await sweepTurn(here));
    await portal.push();
    expect(await portal.list()).toEqual(["40001", "99998"]);
    const { json: left } = await client.get(path);
    expect(left.items).toMatchObject([{ recordId: "99999", since: refusedAt }]);
    const { json } = await client.get(`/api/v1/segments/${segmentId}/destinations`);
    expect(json.items).toMatchObject([{ lastSweep: { missing: 0, refused: 2, repaired: 0 } }]);
  });

  it("are asked for of destinations that there are", async () => {
    const client = await Client.of(world("no-destination"));
    const path = "/api/v1/destinations/dst_unknown/refused";
    expect((await client.get(path)).status).toBe(404);
  });
});
