import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";
import { Issuer } from "./issuer.ts";

let database: TestDatabase;
let world: (name: string) => World;
let issuer: Issuer;
beforeAll(async () => {
  ({ database, world } = await World.start());
  issuer = await Issuer.start();
});
afterAll(async () => {
  await issuer.stop();
  await database.stop();
});

const segment = { name: "Gold", object: "contact", owner: "Ann", rule: where("tier", "=", "Gold") };

/** Asks as the bearer of a token. */
async function asked(client: Client, token: string, path = "/api/v1/me") {
  return client.get(path, { authorization: `Bearer ${token}` });
}

describe("a person", () => {
  it("is let in by an ID token of the provider, into the workspace it names", async () => {
    const client = await Client.of(world("people"), { signIn: issuer.settings });
    expect(await asked(client, await issuer.token())).toMatchObject({
      status: 200,
      json: { name: "Ann Berg", email: "ann@acme.test", role: "editor", workspaceId: "people" },
    });
    const theirs = await Client.of(world("others"), { signIn: issuer.settings });
    const { json } = await theirs.post("/api/v1/segments", segment);
    const path = `/api/v1/segments/${json.id}`;
    expect((await asked(client, await issuer.token(), path)).status).toBe(404);
    const moved = await issuer.token({ "custom:workspace": "others" });
    expect((await asked(client, moved, path)).status).toBe(200);
  });

  it("stands in the histories by name", async () => {
    const client = await Client.of(world("people"), { signIn: issuer.settings });
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    const { json } = await client.post("/api/v1/segments", segment, headers);
    const history = await client.get(`/api/v1/segments/${json.id}/history`);
    expect(history.json.items).toMatchObject([{ actor: "Ann Berg" }]);
  });

  it("has the highest role of their groups; without one, or a workspace, there is no way in", async () => {
    const client = await Client.of(world("people"), { signIn: issuer.settings });
    const groups = ["viewer", "admin", "skiers"];
    const high = await asked(client, await issuer.token({ "cognito:groups": groups }));
    expect(high.json).toMatchObject({ role: "admin" });
    const none = await asked(client, await issuer.token({ "cognito:groups": ["skiers"] }));
    expect(none).toMatchObject({ status: 403, json: { title: "No role" } });
    for (const workspace of [undefined, "", "a#b", "UPPER"]) {
      const lost = await issuer.token({ "custom:workspace": workspace });
      expect(await asked(client, lost)).toMatchObject({
        status: 403,
        json: { title: "No workspace" },
      });
    }
  });

  it("is nobody where no provider is set", async () => {
    const client = await Client.of(world("people"));
    expect((await asked(client, await issuer.token())).status).toBe(401);
    expect((await client.get("/api/v1/sign-in", { authorization: "" })).json).toEqual({});
  });

  it("learns where to sign in without a token", async () => {
    const client = await Client.of(world("people"), { signIn: issuer.settings });
    expect(await client.get("/api/v1/sign-in", { authorization: "" })).toMatchObject({
      status: 200,
      json: { provider: { issuer: issuer.url, clientId: "console" } },
    });
  });
});

describe("a token that is not valid", () => {
  const past = Math.floor(Date.now() / 1000) - 1;
  const cases: readonly [string, () => Promise<string> | string][] = [
    ["has expired", () => issuer.token({ exp: past })],
    ["is not valid yet", () => issuer.token({ nbf: past + 3_600 })],
    ["is for another client", () => issuer.token({ aud: "another" })],
    ["is for nobody", () => issuer.token({ aud: [] })],
    ["is of another issuer", () => issuer.token({ iss: "https://evil.test/pool" })],
    ["is an access token", () => issuer.token({ token_use: "access" })],
    ["says not what it is for", () => issuer.token({ token_use: undefined })],
    ["is signed by another key", () => issuer.forged()],
    ["is signed by the published key as a secret", () => issuer.signedWithPublicKey()],
    ["is not signed", () => issuer.unsigned()],
    ["has a signature cut off", async () => (await issuer.token()).replace(/\.[^.]+$/, ".")],
    ["has other claims than were signed", async () => tampered(await issuer.token())],
    ["has a key of no name", () => issuer.token({}, { kid: "" })],
    ["holds no JSON", () => "eyJ9.eyJ9.eyJ9"],
  ];
  it.each(cases)("%s", async (_, make) => {
    const client = await Client.of(world("people"), { signIn: issuer.settings });
    expect((await asked(client, await issuer.token())).status).toBe(200);
    expect(await asked(client, await make())).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="muster"' },
      json: { title: "Not authenticated" },
    });
  });

  function tampered(token: string): string {
    const [header, , signature] = token.split(".");
    const claims = { iss: issuer.url, "cognito:groups": ["admin"] };
    return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  }
});

describe("the provider's keys", () => {
  it("are read again for a token with a new one, and once for many with a made-up one", async () => {
    const other = await Issuer.start();
    const client = await Client.of(world("people"), { signIn: other.settings });
    await asked(client, await other.token());
    await asked(client, await other.token());
    expect(other.reads).toBe(1);
    await other.addKey("second");
    expect((await asked(client, await other.token())).status).toBe(200);
    expect(other.reads).toBe(2);
    for (const kid of ["x", "y", "z"]) {
      const unknown = await other.token({}, { kid });
      expect((await asked(client, unknown)).status).toBe(401);
    }
    expect(other.reads).toBe(3);
    expect((await asked(client, await other.token())).status).toBe(200);
    await other.stop();
  });

  it("that cannot be read make it worth trying again, not signing in again", async () => {
    const other = await Issuer.start();
    other.broken = true;
    const client = await Client.of(world("people"), { signIn: other.settings });
    expect((await asked(client, await other.token())).status).toBe(503);
    other.broken = false;
    expect((await asked(client, await other.token())).status).toBe(200);
    await other.stop();
  });
});
