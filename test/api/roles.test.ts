import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { leastRole } from "../../shared/api/route-facts.ts";
import { routes } from "../../shared/api/routes.ts";
import { type Role, roles } from "../../shared/contracts/role.ts";
import { Documents } from "../../shared/storage/documents.ts";
import { openTables } from "../../shared/storage/tables.ts";
import { hashOf } from "../../shared/storage/tokens.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** What each role may call beyond the one before it, as an administrator would list it. */
const onlyAdmins = [
  "POST /api/v1/connections",
  "PATCH /api/v1/connections/{id}",
  "DELETE /api/v1/connections/{id}",
  "POST /api/v1/connections/{id}/grants",
  "POST /api/v1/connections/{id}/import",
  "POST /api/v1/directories",
  "PATCH /api/v1/directories/{id}",
  "DELETE /api/v1/directories/{id}",
  "PUT /api/v1/suppression/{object}",
  "DELETE /api/v1/suppression/{object}",
  "PUT /api/v1/attributes/{object}/{name}",
  "POST /api/v1/profiles/{id}/erasure",
  "DELETE /api/v1/profiles/{id}/erasure",
  "GET /api/v1/profiles/{id}/export",
];

const guarded = routes.filter(({ open, ofDirectory }) => !open && !ofDirectory);
const nameOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

describe("the least role of a route", () => {
  it("is admin for what connects systems, concerns everybody, or erases or exports a person", () => {
    const admins = guarded.filter((route) => leastRole(route) === "admin").map(nameOf);
    expect(admins).toEqual(expect.arrayContaining(onlyAdmins));
  });

  it("is never viewer for what changes something", () => {
    const free = guarded.filter((route) => leastRole(route) === "viewer");
    const changing = free.filter(
      ({ method, changesNothing }) => method !== "GET" && !changesNothing,
    );
    expect(changing.map(nameOf)).toEqual([]);
  });
});

describe("every route", () => {
  it("refuses each lower role and says which one it needs; the role itself it lets through", async () => {
    const client = await Client.of(world("roles"));
    for (const role of roles) await client.world.storage.tokens.issue(role, "roles", role, role);
    for (const route of guarded) {
      const least = leastRole(route);
      const path = route.path.replaceAll(/\{[^}]+\}/g, "nothing");
      for (const role of roles) {
        const headers = { authorization: `Bearer ${role}` };
        const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: "" };
        const { status, text } = await client.call(route.method, path, { headers, ...body });
        const name = `${nameOf(route)} as ${role}`;
        expect(status === 403, `${name}: ${status} ${text}`).toBe(isBelow(role, least));
        const says = text.includes(`needs the role ${least}; yours is ${role}`);
        expect(says, name).toBe(isBelow(role, least));
      }
    }
  }, 300_000);

  it("describes the role it needs", async () => {
    const client = await Client.of(world("roles"));
    const { text } = await client.get("/api/v1/openapi.json");
    expect(text.match(/"x-least-role"/g)).toHaveLength(
      routes.filter(({ open, ofDirectory }) => !open && !ofDirectory).length,
    );
  });
});

describe("a token", () => {
  it("from before there were roles is an admin's", async () => {
    const client = await Client.of(world("old-tokens"));
    const tables = openTables({ registry: "registry", profiles: "profiles", views: "views" });
    const stored = new Documents(tables, "registry", z.object({ workspaceId: z.string() }), "one");
    const key = { pk: `token#${hashOf("an-old-one")}`, sk: "token" };
    await stored.put(key, { workspaceId: "old-tokens" });
    const me = await client.get("/api/v1/me", { authorization: "Bearer an-old-one" });
    expect(me.json).toMatchObject({ role: "admin", workspaceId: "old-tokens" });
  });

  it("of a directory has no role: it opens its groups only", async () => {
    const client = await Client.of(world("with-directory"));
    const body = { name: "Academy", segmentIds: [] };
    const { token } = (await client.post("/api/v1/directories", body)).json;
    const authorization = `Bearer ${token}`;
    expect((await client.get("/scim/v2/Groups", { authorization })).status).toBe(200);
    const refused = await client.get("/api/v1/segments", { authorization });
    expect(refused).toMatchObject({ status: 403, json: { title: "Not for this token" } });
  });
});

function isBelow(role: Role, least: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(least);
}
