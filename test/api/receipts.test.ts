import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../shared/runtime/canonical-json.ts";
import { crm, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let client: Client;
let profileId: string;
let segmentId: string;
const path = () => `/api/v1/profiles/${profileId}/segments/${segmentId}`;
const golden = "2026-11-23T10:00:00.000Z";

beforeAll(async () => {
  const started = await World.start();
  database = started.database;
  const here = started.world("receipts");
  client = await Client.of(here);
  const rule = where("tier", "=", "Gold");
  segmentId = (await here.segment({ name: "Gold partners", rule })).id;
  here.now = Date.parse(golden);
  await here.apply(crm.says(set("1", { tier: "Gold", city: "Bonn" }, 5)));
  await here.settle();
  here.now += 86_400_000;
  await here.apply(
    prm.says(set("9", { tier: "Lead" })),
    crm.says(set("1", { tier: "Silver" }, 10)),
  );
  await here.settle();
  profileId = (await client.get("/api/v1/profiles?key=crm:1")).json.id;
});
afterAll(() => database.stop());

describe("a receipt", () => {
  it("names the rule, the values with their source, and the change that turned it", async () => {
    const { json } = await client.get(`${path()}/receipt?at=${golden}`);
    expect(json.document).toMatchObject({
      at: golden,
      member: true,
      since: golden,
      version: 1,
      rule: { rules: [{ field: "tier", value: "Gold" }] },
      values: [{ attribute: "tier", value: "Gold", connection: "crm" }],
      changes: [{ attribute: "tier", value: "Gold", recordId: "1", recordedAt: golden }],
      turns: [{ kind: "entered", version: 1 }],
    });
  });

  it("is the same whenever it is asked for, and its digest can be checked", async () => {
    const one = (await client.get(`${path()}/receipt?at=${golden}`)).json;
    client.world.now += 60_000;
    await client.world.apply(crm.says(set("1", { tier: "Gold" }, 11)));
    await client.world.settle();
    const other = (await client.get(`${path()}/receipt?at=${golden}`)).json;
    expect(other).toEqual(one);
    const hash = createHash("sha256").update(canonicalJson(one.document)).digest("hex");
    expect(one.digest).toMatchObject({ value: hash });
  });
});

describe("as of an instant", () => {
  it("members and explanations are those of then", async () => {
    const members = await client.get(`/api/v1/segments/${segmentId}/members?asOf=${golden}`);
    expect(members.json.items).toMatchObject([{ profileId, since: golden }]);
    const later = new Date(Date.parse(golden) + 86_400_000).toISOString();
    const explained = await client.get(`${path()}/explanation?asOf=${later}`);
    expect(explained.json).toMatchObject({ member: false, matches: false, asOf: later });
    expect(explained.json.tree.children[0]).toMatchObject({ seen: "Silver", source: "crm" });
  });

  it("refuses an instant that has not been, and what is none", async () => {
    for (const asOf of ["2030-01-01", "yesterday"]) {
      const { status, json } = await client.get(`${path()}/explanation?asOf=${asOf}`);
      expect(status).toBe(422);
      expect(json.errors).toMatchObject([{ parameter: "asOf" }]);
    }
  });
});

describe("canonical JSON", () => {
  it("is the example of RFC 8785", () => {
    const value = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
});
