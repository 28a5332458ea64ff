import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { salesforce } from "../../shared/connectors/salesforce/connector.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import { Client } from "../api/client.ts";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import type { TestDatabase } from "../test-database.ts";
import { workOn } from "./connected-workspace.ts";
import { importTurns } from "./imported-portal.ts";
import { Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

async function connected(name: string, org: Awaited<ReturnType<typeof runOrg>>) {
  const here = Object.assign(world(name), { now: Date.now() });
  const client = await Client.of(here);
  const connection = await here.storage.connections.write({
    ...(await org.connection()),
    workspaceId: here.workspaceId,
    id: `con_${name}`,
    revision: 0,
  });
  const bound = async (flag: string, wanted: object) => {
    const segment = await here.segment({ name: flag, rule: where(flag, "=", true) });
    const path = `/api/v1/segments/${segment.id}/destinations`;
    const kind = "salesforce-field";
    const made = await client.post(path, { kind, connectionId: connection.id, ...wanted });
    await workOn(here, client, "salesforce");
    return { ...made, address: `${path}/${made.json.id}` };
  };
  const contacts = async () => (await org.rows("Contact")).map(({ Id }) => Id);
  const flags = async (minute: number, values: Record<string, Record<string, boolean>>) => {
    const source = new Source(connection.id, 1);
    const changes = Object.entries(values).map(([id, own]) => set(id, own, minute));
    await here.apply(source.says(...changes));
    await here.settle();
    await workOn(here, client, "salesforce");
  };
  const shown = async (id = "") =>
    (await org.rows("Contact")).find(({ Id }) => Id === id)?.["Segments__c"] ?? null;
  const known = async () => {
    const found = await here.storage.connections.get(here.workspaceId, connection.id);
    if (found === undefined) throw new Error("The connection is gone.");
    return found;
  };
  return { here, client, connection, bound, contacts, flags, shown, known };
}

describe("a campaign of the admin's own", () => {
  it("is taken by its address, and its members follow the segment", async () => {
    await using org = await runOrg();
    const { bound, contacts, flags } = await connected("campaign", org);
    const made = await fetch(`${org.url}/sandbox/salesforce/Campaign`, {
      method: "POST",
      body: JSON.stringify({ act: "create", fields: { Name: "Launch", IsActive: true } }),
    });
    const { id } = z.object({ id: z.string() }).parse(await made.json());
    const listId = `https://acme.lightning.force.com/lightning/r/Campaign/${id}/view`;
    const campaign = { kind: "salesforce-campaign", listId };
    expect(await bound("beta", campaign)).toMatchObject({ status: 201, json: { listId: id } });
    expect(await bound("vip", campaign)).toMatchObject({ status: 409 });
    const [one = ""] = await contacts();
    await flags(1, { [one]: { beta: true } });
    expect(await org.rows("CampaignMember")).toMatchObject([
      { CampaignId: id, ContactId: one, Status: "In segment" },
    ]);
  });
});

describe("a field of the org that names the segments of a record", () => {
  it("is shared by several, and no longer names one that is unbound", async () => {
    await using org = await runOrg();
    const { client, here, bound, contacts, flags, shown } = await connected("shared", org);
    const field = "Segments__c";
    await bound("beta", { field });
    const vip = await bound("vip", { field, value: "Very important" });
    expect(vip).toMatchObject({ status: 201, json: { field, shownAs: "Very important" } });
    const [one = "", two = ""] = await contacts();
    await flags(1, { [one]: { beta: true, vip: true }, [two]: { vip: true } });
    expect([await shown(one), await shown(two)]).toEqual(["Very important;beta", "Very important"]);
    await client.call("DELETE", vip.address);
    await workOn(here, client, "salesforce");
    expect([await shown(one), await shown(two)]).toEqual(["beta", null]);
  });

  it("says what is wrong with a choice before anything is stored", async () => {
    await using org = await runOrg();
    const { client, bound } = await connected("wrong", org);
    const refused = await bound("beta", { field: "Nope__c" });
    expect(refused).toMatchObject({
      status: 422,
      json: { detail: expect.stringMatching(/Nope__c/) },
    });
    const { json } = await client.get(refused.address.replace(/\/[^/]*$/, ""));
    expect(json.items).toEqual([]);
    const idle = await bound("beta", { field: "Segments__c", listId: "701" });
    expect(idle).toMatchObject({
      status: 422,
      json: { detail: expect.stringMatching(/no listId/) },
    });
  });

  it("is refused where a rule reads it: a segment cannot follow what it drives", async () => {
    await using org = await runOrg();
    const { here, bound, connection } = await connected("read", org);
    await startImport(here.context, connection);
    await importTurns(here);
    await here.settle();
    await here.segment({ name: "Named", rule: where("Segments__c", "notNull") });
    expect(await bound("beta", { field: "Segments__c" })).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/Rules read Segments__c.*choose another field/) },
    });
  });

  it("is no attribute: what Muster wrote comes back as nothing, in events and imports", async () => {
    await using org = await runOrg();
    const { here, bound, contacts, flags, known, connection } = await connected("own", org);
    await bound("beta", { field: "Segments__c" });
    const [one = ""] = await contacts();
    await flags(1, { [one]: { beta: true } });
    const changed = (fields: object) => ({
      payload: {
        ...fields,
        ChangeEventHeader: {
          entityName: "Contact",
          recordIds: [one],
          changeType: "UPDATE",
          commitTimestamp: here.now,
          changedFields: [...Object.keys(fields), "LastModifiedDate"],
          nulledFields: [],
        },
        LastModifiedDate: new Date(here.now).toISOString(),
      },
    });
    const read = async (fields: object) =>
      salesforce.events?.read([changed(fields)], await known()).changes;
    expect(await read({ Segments__c: "beta" })).toEqual([]);
    expect(await read({ Segments__c: "beta", Title: "Boss" })).toMatchObject([
      { body: { kind: "attributes", values: { Title: "Boss" } } },
    ]);
    await startImport(here.context, connection);
    await importTurns(here);
    await here.settle();
    expect((await known()).propertyTypes["Contact.Segments__c"]).toBe("muster");
    const described = await here.storage.catalogue.of(here.workspaceId, "contact");
    const names = described.map(({ name }) => name);
    expect(names).toContain("Products__c");
    expect(names).not.toContain("Segments__c");
  });
});
