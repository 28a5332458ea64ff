import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
  process.env["HUBSPOT_CLIENT_ID"] = "app";
  process.env["HUBSPOT_CLIENT_SECRET"] = "app-secret";
  process.env["HUBSPOT_AUTH_URL"] = "https://crm.test";
});
afterAll(() => database.stop());

/** Answers the grant of one account, as the CRM would. */
function granting(accountId: number) {
  return recordingServer(({ path }) => {
    if (path.includes("introspect"))
      return { status: 200, json: { active: true, hub_id: accountId } };
    if (path.includes("token"))
      return { status: 200, json: { access_token: "a", refresh_token: "r", expires_in: 1800 } };
    return { status: 200, json: { results: [] } };
  });
}

const lms = { kind: "lms", name: "Academy", baseUrl: "https://lms.test/api", secret: "token" };

async function withSegment(name: string) {
  const client = await Client.of(world(name));
  const body = { name: "Gold", object: "contact", owner: "Ann", rule: where("tier", "=", "Gold") };
  const { json } = await client.post("/api/v1/segments", body);
  return { client, path: `/api/v1/segments/${json.id}/destinations` };
}

describe("a connection", () => {
  it("of a signed webhook gets an address and a secret that is shown once", async () => {
    const client = await Client.of(world("webhook"));
    const { status, json } = await client.post("/api/v1/connections", {
      kind: "webhook",
      name: "Portal",
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({ state: "connected", url: `https://muster.test/hooks/${json.id}` });
    expect(Buffer.from(json.secret.replace("whsec_", ""), "base64")).toHaveLength(32);
    const shown = await client.get(`/api/v1/connections/${json.id}`);
    expect(shown.text).not.toContain("whsec_");
    expect((await client.get("/api/v1/connections")).json.items).toEqual([shown.json]);
    const patch = { body: { secret: "another" } };
    expect(await client.call("PATCH", `/api/v1/connections/${json.id}`, patch)).toMatchObject({
      status: 422,
      json: { pointer: "/secret" },
    });
  });

  it("that is removed is gone, and no webhook comes in there", async () => {
    const here = world("removed");
    const client = await Client.of(here);
    const { json } = await client.post("/api/v1/connections", { kind: "webhook", name: "Portal" });
    const path = `/api/v1/connections/${json.id}`;
    expect((await client.call("DELETE", path)).status).toBe(204);
    expect((await client.get(path)).status).toBe(404);
    expect((await client.call("DELETE", path)).status).toBe(404);
    expect((await client.get("/api/v1/connections")).json.items).toEqual([]);
    const request = { method: "POST", url: json.url, headers: {}, body: new Uint8Array() };
    await expect(acceptWebhook(here.context, json.id, request)).rejects.toMatchObject({
      status: 404,
    });
  });

  it("is chosen from what can be connected, which says what each system asks for", async () => {
    const client = await Client.of(world("kinds"));
    const { items } = (await client.get("/api/v1/connection-kinds")).json;
    const kind = (name: string) => items.find((each) => each.kind === name);
    expect(kind("hubspot")).toMatchObject({ access: "grant", imports: true, pushes: true });
    expect(kind("activecampaign")).toMatchObject({ access: "key", needsAddress: true });
    expect(kind("klaviyo")).toMatchObject({ access: "key", needsAddress: false });
    expect(kind("salesforce")).toMatchObject({ takesMapping: false });
    expect(kind("webhook")).toMatchObject({
      access: "webhook",
      presets: expect.arrayContaining([
        expect.objectContaining({ preset: "standard-webhooks", secret: "made" }),
        expect.objectContaining({ preset: "thinkific", secret: "given" }),
        expect.objectContaining({ preset: "kajabi", secret: "none" }),
      ]),
    });
  });

  it("tells how long its changes take, how busy it is, and what is pushed through it", async () => {
    await using crm = await granting(4716);
    process.env["HUBSPOT_API_URL"] = crm.url;
    const { client, path } = await withSegment("busy");
    const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    const state = new URL(json.authorizeUrl).searchParams.get("state");
    await client.get(`/oauth/hubspot/callback?code=c&state=${state}`);
    await client.post(path, { kind: "hubspot-list", connectionId: json.id });
    const { storage, workspaceId, now } = client.world;
    const counted = { webhooks: 1, events: 2, ignored: 0, changes: 2, refused: 0 };
    const heard = { ...counted, lastReceivedAt: now, lagMs: 900 };
    await storage.counters.add(workspaceId, json.id, heard);
    await storage.counters.add(workspaceId, json.id, { ...counted, lastReceivedAt: now });
    expect((await client.get(`/api/v1/connections/${json.id}`)).json).toMatchObject({
      counters: { webhooks: 2, lagMs: 900 },
      limit: { requests: expect.any(Number), used: expect.any(Number) },
      destinations: [{ kind: "hubspot-list", segment: expect.any(String), state: "active" }],
    });
  });

  it("is refused with the place of what it lacks or cannot have", async () => {
    const client = await Client.of(world("refused"));
    const cases = [
      [{ kind: "fax", name: "Office" }, "/kind"],
      [{ kind: "webhook", name: "Portal", mapping: {} }, "/mapping"],
      [{ kind: "webhook", name: "Portal", mapping: "{" }, "/mapping"],
      [{ kind: "webhook", name: "Portal", mapping: "$random()" }, "/mapping"],
      [{ kind: "webhook", name: "Portal", preset: "moodle" }, "/preset"],
      [{ kind: "webhook", name: "Portal", preset: "thinkific" }, "/secret"],
      [{ kind: "webhook", name: "Portal", preset: "bamboohr", secret: "short" }, "/secret"],
      [{ kind: "webhook", name: "Portal", preset: "kajabi", secret: "long enough" }, "/secret"],
      [{ kind: "hubspot", name: "CRM", preset: "kajabi" }, "/preset"],
      [{ ...lms, mapping: "$" }, "/mapping"],
      [{ kind: "webhook", name: "Portal", secret: "mine" }, "/secret"],
      [{ kind: "lms", name: "Academy", baseUrl: "https://lms.test" }, "/secret"],
      [{ ...lms, baseUrl: "ftp://lms.test" }, "/baseUrl"],
      [{ ...lms, baseUrl: "https://10.0.0.1" }, "/baseUrl"],
    ] as const;
    for (const [body, pointer] of cases) {
      const reply = await client.post("/api/v1/connections", body);
      expect(reply, pointer).toMatchObject({ status: 422, json: { pointer } });
    }
    expect((await client.get("/api/v1/connections")).json.items).toEqual([]);
  });

  it("waits for a grant, which works once, and is then found by its account", async () => {
    await using crm = await granting(4711);
    process.env["HUBSPOT_API_URL"] = crm.url;
    const here = world("grant");
    const client = await Client.of(here);
    const made = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    expect(made.json).toMatchObject({ state: "awaiting-grant" });
    const state = new URL(made.json.authorizeUrl).searchParams.get("state");
    const callback = `/oauth/hubspot/callback?code=c&state=${state}`;
    const granted = await client.get(callback, { authorization: "" });
    const page = `https://console.test/connections/${made.json.id}?grant=accepted`;
    expect(granted).toMatchObject({ status: 302, headers: { location: page } });
    const shown = await client.get(`/api/v1/connections/${made.json.id}`);
    expect(shown.json).toMatchObject({ state: "connected", accountId: "4711" });
    expect((await here.storage.connections.at("hubspot:4711"))?.id).toBe(made.json.id);
    expect((await client.get(callback)).status).toBe(400);
  });

  it("that is granted again goes on with its pushes; another for its account is refused", async () => {
    await using crm = await granting(4712);
    process.env["HUBSPOT_API_URL"] = crm.url;
    const { client, path } = await withSegment("again");
    const grant = async (authorizeUrl: string) => {
      const state = new URL(authorizeUrl).searchParams.get("state");
      return client.get(`/oauth/hubspot/callback?code=c&state=${state}`);
    };
    const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    expect((await grant(json.authorizeUrl)).status).toBe(302);
    const list = { kind: "hubspot-list", connectionId: json.id };
    const destination = (await client.post(path, list)).json.id;
    client.pushes.length = 0;
    const again = await client.post(`/api/v1/connections/${json.id}/grants`, undefined);
    expect((await grant(again.json.authorizeUrl)).status).toBe(302);
    expect(client.pushes.map(({ kind, message }) => [kind, message.body])).toMatchObject([
      ["hubspot", { kind: "flight", destinationId: destination }],
    ]);
    const second = await client.post("/api/v1/connections", { kind: "hubspot", name: "Twice" });
    expect(await grant(second.json.authorizeUrl)).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining("CRM") },
    });
  });

  it("refuses a grant of another account, and keeps its own", async () => {
    await using crm = await granting(4713);
    process.env["HUBSPOT_API_URL"] = crm.url;
    const client = await Client.of(world("another-account"));
    const callbackOf = (authorizeUrl: string) =>
      `/oauth/hubspot/callback?code=c&state=${new URL(authorizeUrl).searchParams.get("state")}`;
    const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    await client.get(callbackOf(json.authorizeUrl));
    await using other = await granting(4714);
    process.env["HUBSPOT_API_URL"] = other.url;
    const again = await client.post(`/api/v1/connections/${json.id}/grants`, undefined);
    const refused = await client.get(callbackOf(again.json.authorizeUrl));
    expect(refused).toMatchObject({
      status: 409,
      json: { detail: expect.stringMatching(/4713.*4714/) },
    });
    const shown = (await client.get(`/api/v1/connections/${json.id}`)).json;
    expect(shown).toMatchObject({ state: "connected", accountId: "4713" });
  });

  it("that is denied, or granted too little, says so where its admin looks", async () => {
    await using crm = await recordingServer(({ path }) =>
      path.endsWith("/token")
        ? { status: 200, json: { access_token: "a", refresh_token: "r", expires_in: 1800 } }
        : {
            status: 403,
            json: { message: "This app lacks crm.lists.read", category: "MISSING_SCOPES" },
          },
    );
    process.env["HUBSPOT_API_URL"] = crm.url;
    const client = await Client.of(world("too-little"));
    const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    const path = `/api/v1/connections/${json.id}`;
    const state = (authorizeUrl: string) => new URL(authorizeUrl).searchParams.get("state");
    const first = `/oauth/hubspot/callback?state=${state(json.authorizeUrl)}`;
    expect((await client.get(`${first}&error=access_denied`)).status).toBe(400);
    expect((await client.get(path)).json).toMatchObject({
      state: "awaiting-grant",
      lastError: { message: expect.stringContaining("access was not granted: let somebody") },
      remedy: expect.stringContaining(`POST ${path}/grants`),
    });
    const again = (await client.post(`${path}/grants`, undefined)).json.authorizeUrl;
    const granted = await client.get(`/oauth/hubspot/callback?code=c&state=${state(again)}`);
    expect(granted).toMatchObject({ status: 409 });
    expect((await client.get(path)).json).toMatchObject({
      state: "awaiting-grant",
      lastError: { message: expect.stringContaining("lacks crm.lists.read") },
    });
  });

  it("says to a browser in a page why a grant was not accepted", async () => {
    const client = await Client.of(world("denied"));
    const page = await client.get("/oauth/hubspot/callback?error=access_denied&state=x", {
      accept: "text/html",
    });
    expect(page).toMatchObject({ status: 400, headers: { "content-type": /^text\/html/ } });
    expect(page.text).toContain("<h1>Grant not accepted</h1>");
    expect(page.text).toContain('<a href="https://console.test">Back to Muster</a>');
    expect((await client.get("/oauth/lms/callback")).status).toBe(404);
    const { json } = await client.post("/api/v1/connections", { kind: "hubspot", name: "CRM" });
    const state = new URL(json.authorizeUrl).searchParams.get("state");
    const denied = `/oauth/hubspot/callback?error=access_denied&state=${state}`;
    const back = await client.get(denied, { accept: "text/html" });
    const location = `https://console.test/connections/${json.id}?grant=access-not-granted`;
    expect(back).toMatchObject({ status: 302, headers: { location } });
  });
});

describe("a destination", () => {
  it("is filled with the present members as soon as it is made", async () => {
    const { client, path } = await withSegment("filled");
    const connection = (await client.post("/api/v1/connections", lms)).json;
    const course = { kind: "course", connectionId: connection.id, courseId: "c-1" };
    const made = await client.post(path, course);
    expect(made).toMatchObject({ status: 201, json: { ...course, state: "active" } });
    expect(client.pushes.map(({ kind, message }) => [kind, message.body])).toMatchObject([
      ["lms", { kind: "sync", destinationId: made.json.id }],
    ]);
    expect((await client.get(path)).json.items).toEqual([made.json]);
    expect((await client.post(path, course)).status).toBe(409);
    expect((await client.call("DELETE", `${path}/${made.json.id}`)).status).toBe(204);
    expect((await client.get(path)).json.items).toEqual([]);
    expect((await client.call("DELETE", `${path}/${made.json.id}`)).status).toBe(404);
  });

  it("of a signed webhook gets a secret that is shown once", async () => {
    const { client, path } = await withSegment("signed");
    const made = await client.post(path, { kind: "webhook", url: "https://acme.test/hook" });
    expect(made.json.secret).toMatch(/^whsec_/);
    expect((await client.get(path)).text).not.toContain("whsec_");
  });

  it("is refused with the place of what does not fit", async () => {
    const { client, path } = await withSegment("misfits");
    const { id } = (await client.post("/api/v1/connections", lms)).json;
    const cases = [
      [{ kind: "fax" }, "/kind"],
      [{ kind: "webhook" }, "/url"],
      [{ kind: "webhook", url: "http://127.0.0.1/" }, "/url"],
      [{ kind: "course", connectionId: id }, "/courseId"],
      [{ kind: "course", courseId: "c-1" }, "/connectionId"],
      [{ kind: "course", courseId: "c-1", connectionId: "con_none" }, "/connectionId"],
      [{ kind: "hubspot-list", connectionId: id }, "/connectionId"],
      [{ kind: "hubspot-list", connectionId: id, courseId: "c-1" }, "/courseId"],
    ] as const;
    for (const [body, pointer] of cases) {
      const reply = await client.post(path, body);
      expect(reply, JSON.stringify(body)).toMatchObject({ status: 422, json: { pointer } });
    }
    expect(client.pushes).toEqual([]);
  });
});
