import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { Connected } from "./connected-workspace.ts";
import { Source, set, where } from "./messages.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import { audience, program } from "./programs.ts";

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start({ companies: 2, contactsEach: 2 });
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

describe("a form that moves somebody on", () => {
  it("writes to the CRM, and what is granted follows without waiting for its webhook", async () => {
    const here = portals.world("form");
    await using portal = await Connected.of(here, sandbox.url);
    const [contact] = sandbox.crm.records.all("contacts");
    const id = contact?.id ?? "";
    await portal.tier(id, "Silver", 0);
    const gold = await here.segment({
      name: "Gold people",
      rule: where("partner_tier", "=", "Gold"),
    });
    const desk = { kind: "grant", resource: { type: "portal-tab", id: "desk" } } as const;
    await program(here, { ...audience(here, [gold]), ...desk });
    const ann = (await portal.client.get(`/api/v1/profiles?key=${portal.connectionId}:${id}`)).json;
    const path = `/api/v1/profiles/${ann.id}`;
    expect((await portal.client.get(`${path}/grants`)).json.grants).toEqual([]);
    const values = { partner_tier: "Gold" };
    const form = { connectionId: portal.connectionId, values };
    const moved = await portal.client.post(`${path}/attributes`, form);
    expect(moved).toMatchObject({ status: 202, json: { values } });
    expect(sandbox.crm.records.get("contacts", id)?.properties).toMatchObject(values);
    await here.refresh();
    expect((await portal.client.get(`${path}/grants`)).json.grants).toMatchObject([{ id: "desk" }]);
    // The CRM's own telling of it comes later and says the same.
    await here.settle();
    const before = await here.transitions(gold);
    const source = new Source(portal.connectionId, 1);
    await here.apply(source.says({ ...set(id, values), at: Date.now() }));
    await here.settle();
    expect(await here.transitions(gold)).toEqual(before);
  });

  it("says in the CRM's own words what it refuses, and changes nothing", async () => {
    const here = portals.world("refused");
    await using portal = await Connected.of(here, sandbox.url);
    const [contact] = sandbox.crm.records.all("contacts");
    const id = contact?.id ?? "";
    await portal.tier(id, "Silver", 0);
    const ann = (await portal.client.get(`/api/v1/profiles?key=${portal.connectionId}:${id}`)).json;
    const path = `/api/v1/profiles/${ann.id}/attributes`;
    const form = { connectionId: portal.connectionId, values: { no_such_property: "x" } };
    const refused = await portal.client.post(path, form);
    expect(refused).toMatchObject({ status: 422, json: { title: "Refused by the source" } });
    expect(here.changes.take()).toEqual([]);
    const elsewhere = await portal.client.post("/api/v1/connections", {
      kind: "webhook",
      name: "PRM",
    });
    const unknown = await portal.client.post(path, { ...form, connectionId: elsewhere.json.id });
    expect(unknown).toMatchObject({ status: 409, json: { title: "Not known there" } });
  });

  it("changes a signed source's values here, where there is nowhere to write to", async () => {
    const here = portals.world("local");
    await using portal = await Connected.of(here, sandbox.url);
    const { client } = portal;
    const { id: connectionId } = (
      await client.post("/api/v1/connections", { kind: "webhook", name: "PRM" })
    ).json;
    await here.apply(new Source(connectionId, 1).says(set("ann", { phase: "Prospecting" })));
    const ann = (await client.get(`/api/v1/profiles?key=${connectionId}:ann`)).json;
    const path = `/api/v1/profiles/${ann.id}`;
    await client.post(`${path}/attributes`, {
      connectionId,
      values: { phase: "Signed", note: null },
    });
    await here.refresh();
    expect((await client.get(path)).json.attributes).toMatchObject({ phase: { value: "Signed" } });
    const bad = await client.post(`${path}/attributes`, { connectionId, values: { segment: "x" } });
    expect(bad).toMatchObject({ status: 422 });
  });
});
