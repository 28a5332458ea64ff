import { z } from "zod";
import type { ConnectionKind } from "../../shared/contracts/connection.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { Client } from "../api/client.ts";
import { Source, set, where } from "./messages.ts";
import type { World } from "./world.ts";

const Lists = z.object({ items: z.array(z.object({ recordIds: z.array(z.string()) })) });
const callback = "/oauth/hubspot/callback";

/** A workspace that keeps one list of the sandbox CRM equal to one segment. */
export class Connected implements AsyncDisposable {
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
    const { status, text } = await this.client.get(callback + search);
    if (status !== 302) throw new Error(`The grant was answered ${status}: ${text}`);
  }

  async tier(recordId: string, tier: string, minute: number): Promise<void> {
    const source = new Source(this.connectionId, 1);
    await this.here.apply(source.says(set(recordId, { tier }, minute)));
    await this.here.settle();
  }

  push(): Promise<void> {
    return workOn(this.here, this.client, "hubspot");
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
    const { ok, status } = await fetch(this.sandboxUrl + path, { method: "POST" });
    if (!ok) throw new Error(`The sandbox answered ${status}.`);
  }
}

/** Works on all that waits for a connector; what fails would come back or be parked. */
export async function workOn(here: World, client: Client, kind: ConnectionKind): Promise<void> {
  const events = here.events.splice(0);
  const messages = [
    ...events.map(({ detailType, detail }) => ({ "detail-type": detailType, detail })),
    ...client.pushes.splice(0).map(({ message }) => message.body),
    ...here.pushes.take(),
  ].map((message) => PushMessage.parse(message));
  const failures = await pushMemberships(here.context, kind, messages);
  for (const error of failures.values()) throw error;
}
