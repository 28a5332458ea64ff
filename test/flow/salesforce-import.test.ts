import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startImport } from "../../shared/flow/start-import.ts";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import type { TestDatabase } from "../test-database.ts";
import { importTurns } from "./imported-portal.ts";
import { where } from "./messages.ts";
import { some } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

async function connected(name: string, org: Awaited<ReturnType<typeof runOrg>>) {
  const here = Object.assign(world(name), { now: Date.now() });
  const connection = await here.storage.connections.write({
    ...(await org.connection()),
    workspaceId: here.workspaceId,
    id: `con_${name}`,
    revision: 0,
  });
  const imported = async () => {
    await startImport(here.context, connection);
    const job = await importTurns(here);
    const messages = here.changes.messages.length;
    await here.settle();
    return { ...job, messages };
  };
  return { here, connection, imported };
}

describe("an import of an org", () => {
  it("brings in accounts, contacts and leads as they are, with what they belong to", async () => {
    await using org = await runOrg();
    const { here, imported } = await connected("whole", org);
    const atGold = {
      name: "At gold",
      rule: some("company", where("Partner_Tier__c", "=", "Gold")),
    };
    const underAny = {
      name: "Below somebody",
      rule: some("company", some("ancestors", where("Name", "notNull"))),
    };
    const active = { name: "Active", rule: where("Active__c", "=", true) };
    const open = { name: "Open leads", rule: where("Status", "=", "Open") };
    const segments = [];
    for (const wanted of [atGold, underAny, active, open])
      segments.push(await here.segment(wanted));
    expect(await imported()).toMatchObject({
      state: "done",
      records: 155,
      totals: { company: 20, contact: 135 },
      refused: 0,
    });
    const [accounts, contacts] = [await org.rows("Account"), await org.rows("Contact")];
    const gold = accounts.filter((row) => row["Partner_Tier__c"] === "Gold").map(({ Id }) => Id);
    const expected = [
      contacts.filter((row) => gold.includes(String(row["AccountId"]))).length,
      90,
      contacts.filter((row) => row["Active__c"] === true).length,
      15,
    ];
    const sizes = await Promise.all(segments.map((segment) => here.size(segment)));
    expect(sizes).toEqual(expected);
  });

  it("again brings in only what changed, moves and clears included", async () => {
    await using org = await runOrg();
    const { here, imported } = await connected("again", org);
    const segment = await here.segment({
      name: "Boss of Acme",
      rule: {
        combinator: "and",
        rules: [
          ...where("Title", "=", "Boss").rules,
          ...some("company", where("Name", "=", "Acme")).rules,
        ],
      },
    });
    expect((await imported()).messages).toBeGreaterThan(0);
    expect((await imported()).messages).toBe(0);
    const [[acme, other], [ann]] = [await org.rows("Account"), await org.rows("Contact")];
    await org.act("Account", { act: "update", id: acme?.Id, fields: { Name: "Acme" } });
    const boss = { Title: "Boss", AccountId: acme?.Id };
    await org.act("Contact", { act: "update", id: ann?.Id, fields: boss });
    await imported();
    expect(await here.size(segment)).toBe(1);
    await org.act("Contact", { act: "update", id: ann?.Id, fields: { AccountId: other?.Id } });
    await imported();
    expect(await here.size(segment)).toBe(0);
  });

  it("describes the org's fields with labels, types and choices, each once", async () => {
    await using org = await runOrg();
    const { here, connection, imported } = await connected("described", org);
    await imported();
    const described = await here.storage.catalogue.of(here.workspaceId, "contact", connection.id);
    const named = (name: string) => described.filter((each) => each.name === name);
    expect(named("email")).toMatchObject([{ type: "string", property: "Contact.Email" }]);
    expect(named("Certified_On__c")).toMatchObject([{ type: "date", label: "Certified on" }]);
    expect(named("Products__c")).toMatchObject([
      { type: "strings", options: [{ value: "Analytics" }, {}, {}] },
    ]);
    expect(named("Status")).toMatchObject([{ type: "enum", property: "Lead.Status" }]);
    expect(named("SystemModstamp")).toEqual([]);
  });
});
