import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { Client } from "../api/client.ts";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import { runSandbox, sandboxApp } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Connected } from "./connected-workspace.ts";
import { Source, set, where } from "./messages.ts";
import { destinationOf, Portal, pushAll, sweep } from "./sweeping.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

/** The destination as its admin sees it, and where. */
async function shownTo({ client, here }: Connected) {
  const { segmentId, id } = await destinationOf(here);
  const path = `/api/v1/segments/${segmentId}/destinations`;
  const { json } = await client.get(path);
  return { path: `${path}/${id}`, shown: json["items"]?.[0] };
}

describe("an app whose credentials are wrong", () => {
  it("leaves the connection waiting, with who can mend it, and is connected once they are right", async () => {
    await using _ = await runSandbox({});
    const here = world("credentials");
    await using connected = new Connected(here, await Client.of(here), "");
    const wanted = { kind: "hubspot", name: "Portal" };
    const { json: made } = await connected.client.post("/api/v1/connections", wanted);
    connected.connectionId = made.id;
    process.env["HUBSPOT_CLIENT_SECRET"] = "another secret";
    await expect(connected.grant(made.authorizeUrl)).rejects.toThrow(/answered 409/);
    expect(await connected.view()).toMatchObject({
      state: "awaiting-grant",
      lastError: { message: expect.stringContaining("client id or secret is wrong") },
      remedy: expect.stringContaining("HUBSPOT_CLIENT_SECRET"),
    });
    process.env["HUBSPOT_CLIENT_SECRET"] = sandboxApp.clientSecret;
    const path = `/api/v1/connections/${made.id}/grants`;
    const { json: asked } = await connected.client.post(path, undefined);
    await connected.grant(asked.authorizeUrl);
    const view = await connected.view();
    expect(view).toMatchObject({ state: "connected" });
    expect(view).not.toHaveProperty("remedy");
  });
});

describe("a grant without some of the scopes", () => {
  it("works for the rest, says what was denied, and pushes once it is allowed", async () => {
    await using sandbox = await runSandbox({});
    const here = world("scopes");
    const deny = (scopes: readonly string[]) =>
      fetch(`${sandbox.url}/sandbox/app/denied-scopes`, {
        method: "POST",
        body: JSON.stringify(scopes),
      });
    await deny(["crm.lists.write"]);
    await using portal = await Portal.of(here, sandbox.url);
    await portal.tier("40001", "Gold", 1);
    await portal.push();
    expect(here.imports.messages).not.toEqual([]);
    expect(await portal.view()).toMatchObject({
      state: "connected",
      missingScopes: ["crm.lists.write"],
      remedy: expect.stringContaining("did not allow crm.lists.write"),
    });
    expect((await shownTo(portal)).shown).toMatchObject({
      state: "failing",
      lastError: { remedy: expect.stringContaining("allow Muster crm.lists.write") },
    });
    await deny([]);
    const path = `/api/v1/connections/${portal.connectionId}/grants`;
    const { json: asked } = await portal.client.post(path, undefined);
    await portal.grant(asked.authorizeUrl);
    await portal.push();
    expect(await portal.list()).toEqual(["40001"]);
    const view = await portal.view();
    expect(view).not.toHaveProperty("missingScopes");
    expect(view).not.toHaveProperty("remedy");
  });
});

describe("a list that somebody deletes", () => {
  async function deletedList(here: World, sandboxUrl: string) {
    const portal = await Portal.of(here, sandboxUrl);
    const other = await here.segment({ name: "Silver", rule: where("tier", "=", "Silver") });
    await portal.client.post(`/api/v1/segments/${other.id}/destinations`, {
      kind: "hubspot-list",
      connectionId: portal.connectionId,
    });
    await portal.tier("40001", "Gold", 1);
    await portal.push();
    const { shown } = await shownTo(portal);
    const path = `/crm/lists/2026-09/${shown?.listId}`;
    await portal.asApp("DELETE", path);
    await portal.tier("40002", "Gold", 2);
    await portal.tier("40003", "Silver", 2);
    await portal.push();
    return { portal, path };
  }

  it("stops its own segment with a remedy, and nothing else", async () => {
    await using sandbox = await runSandbox({});
    const { portal, path } = await deletedList(world("deleted"), sandbox.url);
    await using _ = portal;
    expect((await shownTo(portal)).shown).toMatchObject({
      state: "failing",
      lastError: {
        message: expect.stringContaining("somebody deleted it"),
        remedy: expect.stringContaining("Restore it in HubSpot"),
      },
    });
    const { id: destinationId } = await destinationOf(portal.here);
    expect(await portal.view()).toMatchObject({
      state: "connected",
      failing: [{ destinationId, remedy: expect.stringContaining("Restore it in HubSpot") }],
    });
    // The other segment's list, which is the only one left.
    expect(await portal.list()).toEqual(["40003"]);
    expect((await sweep(portal.here)).job).toMatchObject({
      state: "failed",
      problem: { remedy: expect.stringContaining("remake") },
    });
    await portal.asApp("PUT", `${path}/restore`);
    expect((await sweep(portal.here)).job).toMatchObject({ state: "done", missing: 0 });
    await portal.push();
    expect(await portal.list()).toEqual(["40001", "40002"]);
    expect((await shownTo(portal)).shown).toMatchObject({ state: "active" });
  });

  it("is made anew and filled where its admin asks for that", async () => {
    await using sandbox = await runSandbox({});
    const { portal } = await deletedList(world("remade"), sandbox.url);
    await using _ = portal;
    const { here, client } = portal;
    const { path } = await shownTo(portal);
    here.now += 120_000;
    expect((await client.post(`${path}/sweeps`, { remake: true })).status).toBe(202);
    await sweep(here);
    await portal.push();
    const lists = await portal.lists();
    expect(Object.keys(lists).sort()).toEqual(["Muster · Gold", "Muster · Silver"]);
    expect(lists["Muster · Gold"]).toEqual(["40001", "40002"]);
  });
});

describe("a campaign that somebody archives", () => {
  it("stops its own segment with a remedy, and is right after a sweep once it is active", async () => {
    await using org = await runOrg();
    const here = world("archived");
    const { workspaceId, storage } = here;
    const connection = { ...(await org.connection()), workspaceId, id: "org", revision: 0 };
    await storage.connections.write(connection);
    const kind = "salesforce-campaign";
    for (const tier of ["Gold", "Silver"]) {
      const segment = await here.segment({ name: tier, rule: where("tier", "=", tier) });
      await bindDestination(here.context, segment, { kind, connectionId: "org" });
    }
    const [one = "", two = "", three = ""] = (await org.rows("Contact")).map(({ Id }) => Id);
    const source = new Source("org", 1);
    const enter = async (tier: string, recordId: string, minute: number) => {
      await here.apply(source.says(set(recordId, { tier }, minute)));
      await here.settle();
      await pushAll(here, "salesforce");
    };
    await enter("Gold", one, 1);
    await enter("Silver", two, 2);
    const campaign = (await org.rows("Campaign")).find((row) => row["Name"] === "Muster · Gold");
    const activate = (IsActive: boolean) =>
      org.act("Campaign", { act: "update", id: campaign?.Id, fields: { IsActive } });
    await activate(false);
    await enter("Gold", three, 3);
    await enter("Silver", one, 4);
    expect(await destinationOf(here)).toMatchObject({
      state: "failing",
      lastError: {
        message: expect.stringContaining("is archived"),
        remedy: expect.stringContaining("Make it active again in Salesforce"),
      },
    });
    expect((await sweep(here)).job).toMatchObject({ state: "failed" });
    await activate(true);
    expect((await sweep(here)).job).toMatchObject({ state: "done" });
    await pushAll(here, "salesforce");
    expect((await destinationOf(here)).state).toBe("active");
    const members = (await org.rows("CampaignMember")).filter(
      (row) => row["CampaignId"] === campaign?.Id && row["Status"] === "In segment",
    );
    expect(members.map((row) => row["ContactId"])).toEqual([three]);
  });
});
