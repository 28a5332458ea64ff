import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { PushMessage } from "../../shared/contracts/push.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { Client } from "../api/client.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const Lists = z.object({ items: z.array(z.object({ recordIds: z.array(z.string()) })) });
const callback = "/oauth/hubspot/callback";

/** A workspace that keeps one list of the sandbox CRM equal to one segment. */
class Connected implements AsyncDisposable {
  readonly here: World;
  readonly client: Client;
  readonly sandboxUrl: string;
  connectionId = "";

  constructor(here: World, client: Client, sandboxUrl: string) {
    this.here = here;
    this.client = client;
    this.sandboxUrl = sandboxUrl;
  }

  static async of(here: World, sandboxUrl: string): Promise<Connected> {
    const connected = new Connected(here, await Client.of(here), sandboxUrl);
    connected.connectionId = await connected.connect();
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await connected.client.post(`/api/v1/segments/${segment.id}/destinations`, {
      kind: "hubspot-list",
      connectionId: connected.connectionId,
    });
    await connected.push();
    return connected;
  }

  async connect(): Promise<string> {
    const wanted = { kind: "hubspot", name: "Portal" };
    const { json } = await this.client.post("/api/v1/connections", wanted);
    await this.grant(json.authorizeUrl);
    return json.id;
  }

  /** What an admin's browser does: the sandbox grants at once, to this machine only. */
  async grant(authorizeUrl: string): Promise<void> {
    const url = new URL(authorizeUrl);
    url.searchParams.set("redirect_uri", `http://127.0.0.1${callback}`);
    const consent = await fetch(url, { redirect: "manual" });
    const { search } = new URL(consent.headers.get("location") ?? "");
    expect((await this.client.get(callback + search)).status).toBe(302);
  }

  async tier(recordId: string, tier: string, minute: number): Promise<void> {
    const source = new Source(this.connectionId, 1);
    await this.here.apply(source.says(set(recordId, { tier }, minute)));
    await this.here.settle();
  }

  /** Works on all that waits for the connector; what fails would come back or be parked. */
  async push(): Promise<void> {
    const events = this.here.events.splice(0);
    const messages = [
      ...events.map(({ detailType, detail }) => ({ "detail-type": detailType, detail })),
      ...this.client.pushes.splice(0).map(({ message }) => message.body),
      ...this.here.pushes.take(),
    ].map((message) => PushMessage.parse(message));
    const failures = await pushMemberships(this.here.context, "hubspot", messages);
    expect([...failures.values()]).toEqual([]);
  }

  async view() {
    return (await this.client.get(`/api/v1/connections/${this.connectionId}`)).json;
  }

  async list(): Promise<string[] | undefined> {
    const answer: unknown = await (await fetch(`${this.sandboxUrl}/sandbox/lists`)).json();
    return Lists.parse(answer).items[0]?.recordIds;
  }

  /** So that the account is free for the next test. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.call("DELETE", `/api/v1/connections/${this.connectionId}`);
  }

  async atCrm(path: string): Promise<void> {
    expect((await fetch(this.sandboxUrl + path, { method: "POST" })).ok).toBe(true);
  }
}

describe("a connection whose app an admin uninstalls", () => {
  it("says so, says who can mend it, and loses nothing until it is connected again", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("uninstalled"), sandbox.url);
    await here.tier("40001", "Gold", 1);
    await here.push();
    expect(await here.list()).toEqual(["40001"]);

    await here.atCrm("/sandbox/app/uninstall");
    await here.tier("40002", "Gold", 2);
    await here.push();
    expect(await here.view()).toMatchObject({
      state: "reconnect-needed",
      grant: { by: "dana@northwind-crm.example", at: "2026-11-22T10:00:00.000Z" },
      lastError: { message: expect.stringContaining("invalid_grant") },
      remedy: expect.stringContaining("dana@northwind-crm.example, or another admin,"),
    });

    await here.tier("40001", "Silver", 3);
    await here.push();
    expect(await here.list()).toEqual(["40001"]);

    const asked = await here.client.post(
      `/api/v1/connections/${here.connectionId}/grants`,
      undefined,
    );
    await here.grant(asked.json.authorizeUrl);
    await here.push();
    expect(await here.list()).toEqual(["40002"]);
    const mended = await here.view();
    expect(mended).toMatchObject({ state: "connected" });
    expect(mended).not.toHaveProperty("remedy");
    expect(mended).not.toHaveProperty("lastError");
  });

  it("is the one that is mended where somebody connects the same account anew", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("anew"), sandbox.url);
    await here.atCrm("/sandbox/app/uninstall");
    await here.tier("40003", "Gold", 1);
    await here.push();
    expect(await here.view()).toMatchObject({ state: "reconnect-needed" });
    const second = await here.connect();
    expect(second).not.toBe(here.connectionId);
    expect((await here.client.get(`/api/v1/connections/${second}`)).status).toBe(404);
    expect(await here.view()).toMatchObject({ state: "connected" });
    await here.push();
    expect(await here.list()).toEqual(["40003"]);
  });

  it("goes on without anybody where only its access token ran out", async () => {
    await using sandbox = await runSandbox({});
    await using here = await Connected.of(world("ran-out"), sandbox.url);
    await here.atCrm("/sandbox/app/expire-access");
    await here.tier("40004", "Gold", 1);
    await here.push();
    expect(await here.list()).toEqual(["40004"]);
    expect(await here.view()).toMatchObject({ state: "connected" });
  });
});
