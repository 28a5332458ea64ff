import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getRecordCard } from "../../shared/api/record-card.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { crm, deleted, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

const secret = "client-secret";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["HUBSPOT_CLIENT_SECRET"] = secret;
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

/** A workspace whose portal has the number of its name. */
async function portal(portalId: string): Promise<{ here: World; client: Client }> {
  const here = world(`portal-${portalId}`);
  const connection = await here.storage.connections.write({
    workspaceId: here.workspaceId,
    id: crm.connectionId,
    kind: "hubspot",
    name: "Portal",
    state: "connected",
    rank: 1,
    createdAt: 0,
    secrets: [],
    propertyTypes: {},
    accountId: portalId,
    revision: 0,
  });
  await here.storage.connections.pointTo(connection, `hubspot:${portalId}`);
  return { here, client: await Client.of(here) };
}

interface Asked {
  readonly query: string;
  readonly key?: string;
  readonly at?: number;
  /** What is signed, where it is not what is asked. */
  readonly signedQuery?: string;
}

/** As `hubspot.fetch` asks: HubSpot adds portal, user and app, decodes some escapes and signs. */
function ask(client: Client, { query, key = secret, at = Date.now(), signedQuery }: Asked) {
  const path = "/hooks/hubspot/card";
  const added = "userId=7&userEmail=jo%40acme.test&appId=9";
  const options = {
    clientSecret: key,
    url: `https://muster.test${path}?${(signedQuery ?? query).replaceAll("%40", "@")}&${added.replace("%40", "@")}`,
    requestBody: "",
    timestamp: at,
    signature: "",
  };
  return client.get(`${path}?${query}&${added}`, {
    authorization: "",
    "x-hubspot-signature-v3": Signature.getSignature("GET", "v3", options),
    "x-hubspot-request-timestamp": String(at),
  });
}

const gold = where("tier", "=", "Gold");
const either: RuleGroup = {
  combinator: "or",
  rules: [
    { field: "country", operator: "=", value: "Denmark" },
    { field: "country", operator: "=", value: "Norway" },
  ],
};

describe("the card on a contact's page in HubSpot", () => {
  it("names the contact's segments and the conditions that hold, without anybody's values", async () => {
    const { here, client } = await portal("100");
    const partners = await here.segment({ name: "Gold partners", rule: gold });
    const rule: RuleGroup = {
      combinator: "and",
      rules: [
        either,
        { field: "segment", operator: "in", value: [partners.id] },
        { combinator: "and", not: true, rules: [{ field: "left", operator: "=", value: true }] },
      ],
    };
    const nordic = await here.segment({ name: "Nordic gold", rule });
    await here.segment({ name: "Silver", rule: where("tier", "=", "Silver") });
    await here.apply(crm.says(set("51", { tier: "Gold", country: "Norway", left: false })));
    await here.settle();

    const { status, json } = await ask(client, { query: "object=contact&record=51&portalId=100" });
    expect(status).toBe(200);
    expect(json).toEqual({
      known: true,
      segments: [
        {
          id: partners.id,
          name: "Gold partners",
          since: expect.any(String),
          because: ['tier is "Gold"'],
        },
        {
          id: nordic.id,
          name: "Nordic gold",
          since: expect.any(String),
          because: [
            'country is "Norway"',
            'is a member of the segment "Gold partners"',
            "not (left is true)",
          ],
        },
      ],
    });
  });

  it("says when time ends a membership, and gives no reason where only grace keeps it", async () => {
    const { here, client } = await portal("101");
    await here.segment({ name: "Recent", rule: where("seen", "inLast", "P7D") });
    await here.segment({ name: "Gold", rule: gold, exitGrace: "P2D" });
    await here.apply(crm.says(set("51", { tier: "Gold", seen: "2026-11-22T09:00:00Z" })));
    await here.settle();
    await here.apply(crm.says(set("51", { tier: "Silver" }, 60)));
    await here.settle();

    const { json } = await ask(client, { query: "object=contact&record=51&portalId=101" });
    expect(json).toMatchObject({
      segments: [
        { name: "Gold", because: [], leavesAt: "2026-11-24T10:00:00.000Z" },
        { name: "Recent", leavesAt: "2026-11-29T09:00:00.000Z", because: [expect.any(String)] },
      ],
    });
  });

  it("says so where the record has not come in yet, or is gone", async () => {
    const { here, client } = await portal("102");
    await here.apply(crm.says(set("51", { tier: "Gold" })), crm.says(deleted("51", 1)));
    await here.settle();
    for (const record of ["51", "52"]) {
      const query = `object=contact&record=${record}&portalId=102`;
      expect(await ask(client, { query })).toMatchObject({
        status: 200,
        json: { known: false, segments: [] },
      });
    }
  });

  it("is refused unless HubSpot signed the very address, with our secret, just now", async () => {
    const { client } = await portal("103");
    const query = "object=contact&record=51&portalId=103";
    const refused: readonly Asked[] = [
      { query, key: "another app's secret" },
      { query, at: Date.now() - 301_000 },
      { query, signedQuery: "object=contact&record=52&portalId=103" },
      { query, signedQuery: "object=contact&record=51&portalId=104" },
    ];
    for (const each of refused)
      expect(await ask(client, each)).toMatchObject({
        status: 401,
        json: { title: "Signature not accepted" },
      });
    const unsigned = await client.get(`/hooks/hubspot/card?${query}`, { authorization: "" });
    expect(unsigned.status).toBe(401);
  });

  it("opens one portal only: the one that HubSpot names", async () => {
    const { here } = await portal("104");
    await here.apply(crm.says(set("51", { tier: "Gold" })));
    await here.segment({ name: "Gold", rule: gold });
    const { client } = await portal("105");
    const stranger = await ask(client, { query: "object=contact&record=51&portalId=105" });
    expect(stranger.json).toEqual({ known: false, segments: [] });
    const strangers = [
      "object=contact&record=51&portalId=104&portalId=105",
      "object=contact&record=51&portalId=",
      "object=contact&record=51",
      "object=contact&record=51&portalId=999",
    ];
    for (const query of strangers) expect((await ask(client, { query })).status).toBe(404);
  });

  it("is there for systems that have one", async () => {
    const { client } = await portal("106");
    for (const kind of ["salesforce", "webhook", "nobody"]) {
      const { status } = await client.get(
        getRecordCard.path.replace("{kind}", kind).concat("?object=contact&record=51"),
      );
      expect(status).toBe(404);
    }
  });
});
