import { z } from "zod";
import { openApi } from "../../shared/api/answer-request.ts";
import type { Route } from "../../shared/api/route.ts";
import { routes } from "../../shared/api/routes.ts";
import { signedHeaders } from "../../shared/connectors/webhook/signature.ts";
import type { Change } from "../../shared/contracts/change.ts";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import { Problem } from "../../shared/runtime/errors.ts";
import { eventOf } from "../api/client.ts";
import { did, set } from "../flow/messages.ts";
import type { Random } from "../segmentation/random.ts";
import { tick, work } from "./handlers.ts";
import { House, type Plant } from "./house.ts";
import { type Pools, poolOfId, requestFor } from "./requests.ts";
import { otherOf, type Tenant, tenants } from "./tenants.ts";

const mostBatches = 300;
const boundless = { requests: 1e9, perMs: 1_000 };
const secret = `whsec_${Buffer.from("the same secret for both of them").toString("base64")}`;

/** How often what is done; the rest is what the functions behind the queues have to do. */
const share = { api: 0.7, change: 0.1, webhook: 0.02, tick: 0.002 } as const;
/** Changes that come together, as a busy source sends them. */
const changesAtOnce = 10;
/** Most requests read; what writes make would otherwise slow all others down. */
const writes = 0.02;
/** These look at everything, or describe everything: they come up more seldom. */
const costly =
  /openapi|findings|search|export|results|coverage|receipt|preview|comparison|impact|attributes|activity|timeline|health$/;
const seldom = 0.05;
/** How often somebody is asked for who is the other's. */
const foreign = 0.1;

/** Two tenants with the same ids, each doing all that the API and the functions offer. */
export class Life {
  readonly house: House;
  readonly pools: Readonly<Record<Tenant, Pools>> = { amber: emptyPools(), birch: emptyPools() };
  /** Per route and outcome. */
  readonly answered = new Map<string, number>();
  /** Messages per queue, and records. */
  readonly worked = new Map<string, number>();
  operations = 0;
  readonly #random: Random;
  readonly #answer;
  readonly #directoryTokens = new Map<Tenant, string>();
  #sent = 0;

  constructor(random: Random, plant?: Plant) {
    this.#random = random;
    this.house = new House(plant);
    const limits = { caller: boundless, workspace: boundless };
    this.#answer = openApi(this.house.context, routes, limits);
  }

  /** The same for both, one after the other. */
  async settleIn(): Promise<void> {
    for (const tenant of tenants) {
      await this.#connect(tenant);
      for (let record = 0; record < 8; record += 1)
        await this.#change(tenant, set(`r${record}`, this.#values(tenant, record)));
    }
    await this.#drain();
    for (const tenant of tenants) {
      await this.#find(tenant);
      for (const path of ["segments", "segments", ...fourPrograms, "directories", "connections"])
        await this.#ask(tenant, routeOf("POST", `/api/v1/${path}`));
      for (let made = 0; made < 4; made += 1)
        await this.#ask(tenant, routeOf("POST", "/api/v1/segments/{id}/destinations"));
      await this.#ask(tenant, routeOf("PUT", "/api/v1/suppression/{object}"));
    }
    await this.#drain();
    for (const tenant of tenants) await this.#askForEverything(tenant);
  }

  /** While all that was made is sure to be there: what reads answers well, of each kind of thing. */
  async #askForEverything(tenant: Tenant): Promise<void> {
    const own = this.pools[tenant];
    for (const route of reading) {
      const pool = poolOfId(route);
      if (pool === undefined) await this.#ask(tenant, route, own);
      else for (const id of own[pool]) await this.#ask(tenant, route, { ...own, [pool]: [id] });
    }
  }

  get hasLeaked(): boolean {
    return this.house.watch.leaks.length > 0;
  }

  /** Each route for each of them, before anything is left to chance. */
  async walk(): Promise<void> {
    for (const route of routes)
      for (const tenant of tenants) if (!this.hasLeaked) await this.#ask(tenant, route);
    for (const workspaceId of tenants)
      await this.house.watch.during(workspaceId, "looking after a source", () =>
        this.house.context.queues.sources.send([
          { body: { workspaceId, connectionId: "crm" }, group: workspaceId },
        ]),
      );
    await tick(this.house);
    await this.#drain();
  }

  /** One request, or one batch of what the queues and the stream hold; counts its pieces. */
  async step(): Promise<void> {
    const tenant = this.#random.pick(tenants);
    this.house.now += 1_000;
    const choice = this.#random.next();
    const { api, change, webhook } = share;
    if (choice < api) return this.#askAnything(tenant);
    if (choice < api + change) return this.#changeAnything(tenant);
    if (choice < api + change + webhook) return this.#receive(tenant);
    if (choice < api + change + webhook + share.tick) return tick(this.house);
    await this.#work();
  }

  async #work(): Promise<boolean> {
    const worked = await work(this.house);
    if (worked === undefined) return false;
    this.operations += worked.pieces;
    this.worked.set(worked.lane, (this.worked.get(worked.lane) ?? 0) + worked.pieces);
    return true;
  }

  /** Works off what waits; what goes on by itself for ever, as an import does, is left at some point. */
  async #drain(): Promise<void> {
    for (let batches = 0; batches < mostBatches && !this.hasLeaked; batches += 1)
      if (!(await this.#work())) return;
  }

  async #connect(tenant: Tenant): Promise<void> {
    const { storage, clock } = this.house.context;
    await this.house.watch.during(tenant, "connecting", async () => {
      await storage.tokens.issue(`token-${tenant}`, tenant, `Ann of ${tenant}`);
      const common = { workspaceId: tenant, rank: 1, createdAt: clock.now(), propertyTypes: {} };
      const state = "connected" as const;
      await storage.connections.write({
        ...common,
        id: "crm",
        kind: "hubspot",
        name: `CRM of ${tenant}`,
        state,
        revision: 0,
        accountId: tenant,
        secrets: [],
        tokens: {
          access: `access-${tenant}`,
          refresh: `refresh-${tenant}`,
          expiresAt: Date.now() + 1e9,
        },
      });
      const portal = { id: "prm", kind: "webhook" as const, name: `Portal of ${tenant}`, state };
      const stored = { ...common, ...portal, secrets: [secret], revision: 0 };
      const made = await storage.connections.write(stored);
      await storage.connections.pointTo(made, `hook:prm-${tenant}`);
    });
    this.pools[tenant].connections.push("crm", "prm");
  }

  #values(tenant: Tenant, record: number): Record<string, string> {
    const email = `${record === 0 ? "ann" : `p${record}`}@${tenant}.test`;
    return { email, tier: record % 2 === 0 ? `gold ${tenant}` : `silver ${tenant}` };
  }

  async #find(tenant: Tenant): Promise<void> {
    const { storage } = this.house.context;
    for (let record = 0; record < 8; record += 1) {
      const email = this.#values(tenant, record)["email"];
      const of = { workspaceId: tenant, object: "contact" } as const;
      const holders = await this.house.watch.during(tenant, "finding", () =>
        storage.claims.holders(of, [`email:${email}`]),
      );
      this.pools[tenant].profiles.push(...holders.values());
    }
  }

  async #changeAnything(tenant: Tenant): Promise<void> {
    for (let sent = 0; sent < changesAtOnce; sent += 1) {
      const record = `r${this.#random.below(8)}`;
      const level = this.#random.pick(["gold", "silver", "bronze"]);
      const change = this.#random.chance(0.1)
        ? did(record, `seen at ${tenant}`, this.house.now)
        : { ...set(record, { tier: `${level} ${tenant}` }), at: this.house.now };
      await this.#change(tenant, change);
    }
  }

  #change(workspaceId: Tenant, change: Change): Promise<void> {
    const body = { workspaceId, connectionId: "prm", rank: 1, receivedAt: 0, changes: [change] };
    return this.house.watch.during(workspaceId, "a change", () =>
      this.house.context.queues.changes.send([{ body, group: workspaceId }]),
    );
  }

  /** By the address that is its own; who signs is told apart by nothing else. */
  async #receive(tenant: Tenant): Promise<void> {
    this.#sent += 1;
    this.operations += 1;
    const body = JSON.stringify({
      type: "profile.changed",
      timestamp: new Date(this.house.now).toISOString(),
      data: { object: "contact", id: "r1", attributes: { city: `town of ${tenant}` } },
    });
    const headers = signedHeaders(secret, `m${this.#sent}`, body);
    const request = {
      method: "POST",
      url: "https://muster.test",
      headers,
      body: Buffer.from(body),
    };
    await this.house.watch.during(tenant, "a webhook", async () => {
      const accepted = await acceptWebhook(this.house.context, `prm-${tenant}`, request);
      this.#count(`webhook ${accepted.status}`);
    });
  }

  #askAnything(tenant: Tenant): Promise<void> {
    const route = this.#random.pick(this.#random.chance(writes) ? changing : reading);
    if (costly.test(route.path) && !this.#random.chance(seldom)) return this.#askAnything(tenant);
    return this.#ask(tenant, route);
  }

  async #ask(tenant: Tenant, route: Route, pools = this.#within(tenant)): Promise<void> {
    const { path, body } = requestFor(route, tenant, pools, this.#random);
    const token = route.ofDirectory ? this.#directoryTokens.get(tenant) : `token-${tenant}`;
    const name = `${route.method} ${route.path}`;
    this.operations += 1;
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const url = new URL(path, "https://muster.test");
    const event = eventOf(
      route.method,
      url,
      body === undefined ? body : JSON.stringify(body),
      headers,
    );
    await this.house.watch.during(tenant, name, async () => {
      try {
        const answer = await this.#answer(event);
        this.house.watch.piece("an answer", [answer.headers, answer.body]);
        if (Number(answer.statusCode) >= 400) return this.#count(`${name} ${answer.statusCode}`);
        this.#count(`${name} ok`);
        this.#keep(tenant, name, answer.body ?? "{}");
      } catch (error) {
        this.house.watch.piece("a failure", error instanceof Error ? error.message : "");
        this.#count(`${name} ${error instanceof Problem ? error.status : String(error)}`);
      }
    });
  }

  /** What the tenant has, and now and then somebody of the other: ids are no secrets. */
  #within(tenant: Tenant): Pools {
    const own = this.pools[tenant];
    if (!this.#random.chance(foreign)) return own;
    return { ...own, profiles: this.pools[otherOf(tenant)].profiles };
  }

  #keepCertificates(tenant: Tenant, text: string): void {
    const { certificates } = this.pools[tenant];
    for (const { id } of Certificates.parse(JSON.parse(text)).items)
      if (!certificates.includes(id)) certificates.push(id);
  }

  #count(what: string): void {
    this.answered.set(what, (this.answered.get(what) ?? 0) + 1);
  }

  /** What was made can be asked for. */
  #keep(tenant: Tenant, name: string, text: string): void {
    if (name === "GET /api/v1/profiles/{id}/certificates")
      return this.#keepCertificates(tenant, text);
    const pool = made[name];
    if (pool === undefined) return;
    const { id, token } = Made.parse(JSON.parse(text));
    if (id !== undefined) this.pools[tenant][pool].push(id);
    if (pool === "directories" && token !== undefined && !this.#directoryTokens.has(tenant))
      this.#directoryTokens.set(tenant, token);
  }
}

const Certificates = z.object({ items: z.array(z.object({ id: z.string() })) });
const Made = z.object({ id: z.string().optional(), token: z.string().optional() });

/** One of each kind. */
const fourPrograms = ["programs", "programs", "programs", "programs"];

const made: Readonly<Record<string, keyof Pools>> = {
  "POST /api/v1/segments": "segments",
  "POST /api/v1/programs": "programs",
  "POST /api/v1/directories": "directories",
  "POST /api/v1/connections": "connections",
  "POST /api/v1/segments/{id}/destinations": "destinations",
};

const isReading = ({ method, changesNothing }: Route): boolean =>
  method === "GET" || changesNothing === true;
const reading = routes.filter(isReading);
const changing = routes.filter((route) => !isReading(route));

function routeOf(method: string, path: string): Route {
  const found = routes.find((route) => route.method === method && route.path === path);
  if (found === undefined) throw new Error(`There is no route ${method} ${path}`);
  return found;
}

function emptyPools(): Pools {
  return {
    segments: [],
    profiles: [],
    connections: [],
    programs: [],
    directories: [],
    destinations: [],
    certificates: [],
  };
}
