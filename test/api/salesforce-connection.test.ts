import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const wanted = { kind: "salesforce", name: "Field org" };

/** The redirect of the org's consent page, as a path of Muster. */
async function consent(authorizeUrl: string): Promise<string> {
  // The sandbox grants to addresses on this machine only.
  const local = authorizeUrl.replace(
    encodeURIComponent("https://muster.test"),
    "http%3A%2F%2F127.0.0.1",
  );
  const { headers } = await fetch(local, { redirect: "manual" });
  const { pathname, search } = new URL(headers.get("location") ?? "");
  return pathname + search;
}

describe("a Salesforce connection", () => {
  it("is granted access, shows its org, and takes a campaign as a destination", async () => {
    await using org = await runOrg();
    const client = await Client.of(world("granted"));
    const { status, json } = await client.post("/api/v1/connections", wanted);
    expect(status).toBe(201);
    expect(json).toMatchObject({ state: "awaiting-grant", label: "Salesforce" });
    const callback = await consent(json.authorizeUrl);
    expect((await client.get(callback)).status).toBe(302);
    const shown = await client.get(`/api/v1/connections/${json.id}`);
    expect(shown.json).toMatchObject({
      state: "connected",
      accountId: "00Dsb0000000001EAA",
      baseUrl: org.url,
    });
    expect((await client.get(callback)).status).toBe(400);

    const rule = where("Title", "=", "Boss");
    const bosses = { name: "Bosses", object: "contact", owner: "Ann", rule };
    const segment = await client.post("/api/v1/segments", bosses);
    const made = await client.post(`/api/v1/segments/${segment.json.id}/destinations`, {
      kind: "salesforce-campaign",
      connectionId: json.id,
    });
    expect(made).toMatchObject({ status: 201, json: { state: "active", connectionId: json.id } });
  });

  it("has an address for Outbound Messages, whose secret part is shown once", async () => {
    await using _ = await runOrg();
    const client = await Client.of(world("address"));
    const { json } = await client.post("/api/v1/connections", wanted);
    const address = `https://muster.test/hooks/salesforce/${json.id}`;
    expect(json.url).toMatch(new RegExp(`^${address}/[A-Za-z0-9_-]{32}$`));
    expect(json).toMatchObject({ setup: expect.stringContaining("Outbound Messages") });
    const shown = await client.get(`/api/v1/connections/${json.id}`);
    expect(shown.json.url).toBe(`${address}/…`);
    expect(shown.json).not.toHaveProperty("mapping");
  });

  it("says what is not set up", async () => {
    await using _ = await runOrg();
    const client = await Client.of(world("unset"));
    delete process.env["SALESFORCE_CLIENT_ID"];
    const { status, json } = await client.post("/api/v1/connections", wanted);
    expect(status).toBe(409);
    expect(json.detail).toMatch(/SALESFORCE_CLIENT_ID is not set/);
  });
});
