import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const Read = z.object({ rule: z.unknown() });
const Made = z.object({ id: z.string() });

/** An org with a list view, connected; and how the view's rule is asked for. */
async function orgWithView(name: string, fields: object) {
  const org = await runOrg();
  const here = world(name);
  const client = await Client.of(here);
  const { id } = await here.storage.connections.write({
    ...(await org.connection()),
    workspaceId: here.workspaceId,
    id: `con_${name}`,
    revision: 0,
  });
  const body = JSON.stringify({ act: "create", fields: { Name: "Certified", ...fields } });
  const made = await fetch(`${org.url}/sandbox/salesforce/ListView`, { method: "POST", body });
  const view = Made.parse(await made.json()).id;
  const rule = (listId = view, wanted = {}) =>
    client.post(`/api/v1/connections/${id}/lists/${listId}/rule`, wanted);
  return { org, client, view, rule };
}

describe("a list view of Salesforce", () => {
  it("is read as a rule by its id, long or short, and the rule makes a segment", async () => {
    const conditions = [
      { field: "Courses__c", operator: "greaterThan", values: ["2"] },
      { field: "Certified_On__c", operator: "equals", values: ["LAST_N_DAYS:365"] },
    ];
    const Condition = JSON.stringify({ conditions, conjunction: "and" });
    const { org, client, view, rule } = await orgWithView("view", {
      SobjectType: "Contact",
      Scope: "everything",
      Condition,
    });
    await using _ = org;
    const { status, json } = await rule();
    expect(status).toBe(200);
    expect(json).toMatchObject({ name: "Certified", object: "contact", untranslated: [] });
    const { rule: found } = Read.parse(json);
    expect(found).toEqual({
      combinator: "and",
      rules: [
        { field: "Courses__c", operator: ">", value: 2 },
        { field: "Certified_On__c", operator: "inLast", value: "P366D" },
      ],
    });
    expect(Read.parse((await rule(view.slice(0, 15))).json).rule).toEqual(found);
    const wanted = { name: "Certified", object: "contact", owner: "Ann", rule: found };
    expect((await client.post("/api/v1/segments", wanted)).status).toBe(201);
  });

  it("of one user's records, of others than people and companies, or of none, is named", async () => {
    const mine = await orgWithView("mine", { SobjectType: "Account", Scope: "mine" });
    await using _mine = mine.org;
    const own = (await mine.rule()).json;
    expect(own).toMatchObject({ untranslated: [{ path: "/scope", what: 'scope "mine"' }] });
    expect(own).not.toHaveProperty("rule");
    expect(await mine.rule("00Bsb9999999999AAA")).toMatchObject({
      status: 404,
      json: { detail: expect.stringMatching(/filterName/) },
    });
    const other = await orgWithView("other", { SobjectType: "Campaign" });
    await using _other = other.org;
    expect(await other.rule()).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/records of kind Campaign/) },
    });
  });
});
