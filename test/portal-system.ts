import { rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "../infra/local/free-port.ts";
import type { Population } from "../infra/local/sandbox/program.ts";
import { type RunningSandbox, startSandbox } from "../infra/local/sandbox/sandbox.ts";
import { synthesize } from "../infra/local/synthesis.ts";
import { type System, startSystem } from "../infra/local/system.ts";
import type { RuleGroup } from "../shared/segmentation/rule.ts";
import { scratchFolder } from "./scratch-folder.ts";

const app = { clientId: "portal-app", clientSecret: "portal-secret" };
const token = "token-of-the-portal-system-0123456789";

const Made = z.object({ id: z.string() });
const Granting = Made.extend({ authorizeUrl: z.string() });
const Connection = z.object({
  import: z
    .object({ state: z.string(), records: z.number(), percent: z.number().optional() })
    .optional(),
});
const Attributes = z.object({ profiles: z.record(z.string(), z.number()) });
const Requests = z.object({ taken: z.number(), refused: z.number() });
const Lists = z.object({
  items: z.array(z.object({ name: z.string(), recordIds: z.array(z.string()) })),
});

/** The whole system on an empty workspace, and a CRM portal of a given size that it can connect to. */
export class PortalSystem implements AsyncDisposable {
  readonly system: System;
  readonly sandbox: RunningSandbox;
  readonly #folder: string;

  private constructor(system: System, sandbox: RunningSandbox, folder: string) {
    this.system = system;
    this.sandbox = sandbox;
    this.#folder = folder;
  }

  static async start(population: Population): Promise<PortalSystem> {
    const templateFolder = await synthesize(join(import.meta.dirname, ".."));
    const folder = scratchFolder("portal");
    const port = await freePort();
    const sandbox = await startSandbox({
      port: 0,
      musterUrl: `http://127.0.0.1:${port}`,
      musterToken: token,
      app,
      database: ":memory:",
      periodMs: 0,
      // HubSpot's own for a public app, in ten seconds.
      rateLimit: 110,
      population,
    });
    const environment = {
      HUBSPOT_API_URL: sandbox.url,
      HUBSPOT_AUTH_URL: sandbox.url,
      HUBSPOT_CLIENT_ID: app.clientId,
      HUBSPOT_CLIENT_SECRET: app.clientSecret,
    };
    const options = { port, dataFolder: folder, templateFolder, sample: false, token, environment };
    const system = await startSystem({ ...options, onError: (error) => console.error(error) });
    return new PortalSystem(system, sandbox, folder);
  }

  /** Grants access, as an admin does in the browser; resolves with the connection's id. */
  async connect(): Promise<string> {
    const body = { kind: "hubspot", name: "CRM" };
    const { id, authorizeUrl } = Granting.parse(await this.call("/api/v1/connections", body));
    const consent = await fetch(authorizeUrl, { redirect: "manual" });
    const granted = await fetch(consent.headers.get("location") ?? "", { redirect: "manual" });
    if (granted.status !== 302) throw new Error(`not granted: ${await granted.text()}`);
    return id;
  }

  /** A segment of contacts that is pushed into a list of the portal. */
  async listedSegment(connectionId: string, name: string, rule: RuleGroup): Promise<void> {
    const segment = { name, object: "contact", owner: "tests", rule };
    const { id } = Made.parse(await this.call("/api/v1/segments", segment));
    const destination = { kind: "hubspot-list", connectionId };
    await this.call(`/api/v1/segments/${id}/destinations`, destination);
  }

  async importOf(connectionId: string) {
    return Connection.parse(await this.call(`/api/v1/connections/${connectionId}`)).import;
  }

  /** How many contacts there are, of whatever source. */
  async contacts(): Promise<number> {
    return Attributes.parse(await this.call("/api/v1/attributes")).profiles["contact"] ?? 0;
  }

  /** To the portal's API, so far. */
  async requests() {
    return Requests.parse(await this.#sandboxSays("requests"));
  }

  /** The ids on the list of a segment. */
  async listed(name: string): Promise<Set<string>> {
    const { items } = Lists.parse(await this.#sandboxSays("lists"));
    return new Set(items.find((list) => list.name.endsWith(name))?.recordIds);
  }

  /** The ids of contacts that the portal itself would select. */
  selected(property: string, value: string): Set<string> {
    const contacts = this.sandbox.crm.records.all("contacts");
    const found = contacts.filter(({ properties }) => properties[property] === value);
    return new Set(found.map(({ id }) => id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.system.stop();
    await this.sandbox.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async call(path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.system.url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer.json();
    throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
  }

  async #sandboxSays(path: string): Promise<unknown> {
    return (await fetch(`${this.sandbox.url}/sandbox/${path}`)).json();
  }
}
