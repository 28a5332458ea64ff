import type { Route } from "../../shared/api/route.ts";
import { where } from "../flow/messages.ts";
import type { Random } from "../segmentation/random.ts";
import type { Tenant } from "./tenants.ts";

/** Ids of what a tenant has, the ones that are never deleted first. */
export interface Pools {
  readonly segments: string[];
  readonly profiles: string[];
  readonly connections: string[];
  readonly programs: string[];
  readonly directories: string[];
  readonly destinations: string[];
  readonly certificates: string[];
}

export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** Which pool the `{id}` of a path is from, by the noun before it. */
const poolOf: Readonly<Record<string, keyof Pools>> = {
  segments: "segments",
  Groups: "segments",
  profiles: "profiles",
  Users: "profiles",
  connections: "connections",
  programs: "programs",
  directories: "directories",
  destinations: "destinations",
  certificates: "certificates",
};

/** Which pool the first id in a route's path is from; undefined where it has none that was made. */
export function poolOfId({ path }: Pick<Route, "path">): keyof Pools | undefined {
  const noun = /([^/]+)\/\{id\}/.exec(path)?.[1];
  return noun === undefined ? undefined : poolOf[noun];
}

const fixed: Readonly<Record<string, string>> = {
  n: "1",
  object: "contact",
  name: "tier",
  key: "flag",
  kind: "hubspot",
  listId: "1",
  token: "nobody",
};

const queries: Readonly<Record<string, (tenant: Tenant) => Record<string, string>>> = {
  "/api/v1/profiles": (tenant) => ({ key: `email:ann@${tenant}.test` }),
  "/api/v1/profiles/search": () => ({ query: "ann" }),
  "/api/v1/profiles/{id}/segments/{segmentId}/receipt": () => ({ at: "2026-11-22T10:00:00Z" }),
};

/** A request that the route understands, about things of the tenant. */
export function requestFor(route: Route, tenant: Tenant, pools: Pools, random: Random): Asked {
  const pick = (pool: keyof Pools): string => {
    const ids = pools[pool];
    // What is deleted is an extra one, where there is one.
    if (route.method === "DELETE") return ids.length > 2 ? (ids.pop() ?? "none") : "none";
    return ids.length === 0 ? "none" : random.pick(ids);
  };
  const steps = route.path.split("/").map((step, place, all) => {
    const name = /^\{(.+)\}$/.exec(step)?.[1];
    if (name === undefined) return step;
    const noun = name === "id" ? all[place - 1] : name.replace(/Id$/, "s");
    const pool = poolOf[noun ?? ""];
    return encodeURIComponent(pool === undefined ? (fixed[name] ?? "none") : pick(pool));
  });
  const query = new URLSearchParams(queries[route.path]?.(tenant) ?? {}).toString();
  const path = `${steps.join("/")}${query === "" ? "" : `?${query}`}`;
  return { path, body: bodyFor(route, tenant, pools, random) };
}

function bodyFor(route: Route, tenant: Tenant, pools: Pools, random: Random): unknown {
  if (route.input.body === undefined) return undefined;
  const make = bodies[`${route.method} ${route.path}`];
  return make?.({ tenant, pools, random, number: nextNumber(tenant) }) ?? {};
}

/** The same for both: what is made for one has the other's ids and kinds. */
const numbers = new Map<Tenant, number>();
function nextNumber(tenant: Tenant): number {
  const number = (numbers.get(tenant) ?? 0) + 1;
  numbers.set(tenant, number);
  return number;
}

interface About {
  readonly tenant: Tenant;
  readonly pools: Pools;
  readonly random: Random;
  readonly number: number;
}

const object = "contact";
const ruleOf = (tenant: Tenant) => where("tier", "=", `gold ${tenant}`);
const first = (ids: readonly string[]): string => ids[0] ?? "none";

const bodies: Readonly<Record<string, (about: About) => unknown>> = {
  "POST /api/v1/segments": ({ tenant, number }) => ({
    name: `${tenant} ${number}`,
    object,
    owner: `Ann of ${tenant}`,
    rule: ruleOf(tenant),
  }),
  "POST /api/v1/segments/preview": ({ tenant }) => ({ object, rule: ruleOf(tenant) }),
  "PATCH /api/v1/segments/{id}": ({ tenant, number }) => ({ description: `${tenant} ${number}` }),
  "POST /api/v1/segments/{id}/versions": ({ tenant }) => ({ rule: ruleOf(tenant) }),
  "POST /api/v1/segments/{id}/destinations": ({ tenant, number }) =>
    number % 2 === 0
      ? { kind: "webhook", url: `http://127.0.0.1:9/${tenant}/${number}` }
      : { kind: "hubspot-list", connectionId: "crm" },
  "POST /api/v1/rules/from-sql": ({ tenant }) => ({
    object,
    sql: `tier = 'gold ${tenant}'`,
  }),
  "POST /api/v1/rules/to-sql": ({ tenant }) => ({
    object,
    rule: ruleOf(tenant),
    dialect: "sqlite",
  }),
  "POST /api/v1/rules/describe": ({ tenant }) => ({ object, rule: ruleOf(tenant) }),
  "POST /api/v1/profiles/{id}/split": ({ tenant, random }) => ({
    records: [{ connectionId: "prm", id: `r${random.below(8)}` }],
    reason: `Asked for at ${tenant}`,
  }),
  "POST /api/v1/profiles/{id}/merge": ({ pools, random }) => ({
    profileId: pools.profiles[random.below(8)] ?? "none",
  }),
  "POST /api/v1/profiles/{id}/attributes": ({ tenant }) => ({
    connectionId: "crm",
    values: { tier: `gold ${tenant}` },
  }),
  "POST /api/v1/profiles/{id}/explanation": ({ tenant }) => ({ rule: ruleOf(tenant) }),
  "POST /ofrep/v1/evaluate/flags": ({ tenant }) => flagsFor(tenant),
  "POST /ofrep/v1/evaluate/flags/{key}": ({ tenant }) => flagsFor(tenant),
  "POST /api/v1/programs": ({ tenant, pools, number }) => ({
    name: `${tenant} ${number}`,
    owner: `Ann of ${tenant}`,
    include: [first(pools.segments)],
    ...effectOf(tenant, number),
  }),
  "PATCH /api/v1/programs/{id}": ({ tenant, number }) => ({ name: `${tenant} ${number}` }),
  "POST /api/v1/programs/{id}/notices": ({ tenant }) => ({
    deal: { id: `deal-${tenant}`, values: { amount: 1 } },
    collaborators: [`email:ann@${tenant}.test`],
  }),
  "PUT /api/v1/attributes/{object}/{name}": () => ({ type: "string" }),
  "POST /api/v1/attributes/{object}/{name}/impact": () => ({
    type: "string",
    normalise: { trim: true },
  }),
  "PUT /api/v1/suppression/{object}": () => ({ attribute: "optedOut", when: [true] }),
  "POST /api/v1/connections": ({ tenant, number }) => ({
    kind: "webhook",
    name: `${tenant} ${number}`,
  }),
  "PATCH /api/v1/connections/{id}": ({ tenant, number }) => ({ name: `${tenant} ${number}` }),
  "POST /api/v1/connections/{id}/mapping/try": ({ tenant }) => ({ payload: { from: tenant } }),
  "POST /api/v1/directories": ({ tenant, pools, number }) => ({
    name: `${tenant} ${number}`,
    segmentIds: [first(pools.segments)],
  }),
  "PATCH /api/v1/directories/{id}": ({ tenant, number }) => ({ name: `${tenant} ${number}` }),
};

function effectOf(tenant: Tenant, number: number): object {
  const effects = [
    { kind: "grant", resource: { type: "portal-tab", id: `${tenant}-tab-${number}` } },
    { kind: "goal", measure: { function: "count" }, target: 10 },
    { kind: "certificate", certificate: `Diploma of ${tenant}`, onExit: "revoke" },
    { kind: "notification", about: "deals", url: `http://127.0.0.1:9/${tenant}` },
  ];
  return effects[number % effects.length] ?? {};
}

const flagsFor = (tenant: Tenant) => ({ context: { targetingKey: `email:ann@${tenant}.test` } });
