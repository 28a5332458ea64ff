import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { routes } from "../../shared/api/routes.ts";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const segment = {
  name: "Gold",
  object: "contact",
  owner: "Ann",
  rule: where("tier", "=", "Gold"),
};

describe("a request", () => {
  it("needs a token that is known, except for health", async () => {
    const client = await Client.of(world("tokens"));
    for (const authorization of ["", "Bearer nobody's", "Basic abc"]) {
      const reply = await client.get("/api/v1/segments", { authorization });
      expect(reply).toMatchObject({
        status: 401,
        headers: {
          "www-authenticate": 'Bearer realm="muster"',
          "content-type": "application/problem+json",
        },
        json: { status: 401, title: "Not authenticated" },
      });
    }
    const health = await client.get("/health", { authorization: "" });
    expect(health).toMatchObject({ status: 200, json: { status: "ok" } });
  });

  it("finds nothing of another workspace", async () => {
    const mine = await Client.of(world("mine"));
    const theirs = await Client.of(world("theirs"));
    const { json } = await mine.post("/api/v1/segments", segment);
    const paths = ["", "/members", "/transitions", "/destinations"].map(
      (rest) => `/api/v1/segments/${json.id}${rest}`,
    );
    for (const path of paths) {
      expect((await mine.get(path)).status, path).toBe(200);
      expect((await theirs.get(path)).status, path).toBe(404);
    }
    const connection = await mine.post("/api/v1/connections", { kind: "webhook", name: "Portal" });
    expect((await theirs.get(`/api/v1/connections/${connection.json.id}`)).status).toBe(404);
  });

  it("is told which methods an address has, and where there is none", async () => {
    const client = await Client.of(world("methods"));
    const reply = await client.call("PUT", "/api/v1/segments", { body: {} });
    expect(reply).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
    const preview = await client.get("/api/v1/segments/preview");
    expect(preview).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect((await client.get("/api/v1/nothing")).status).toBe(404);
  });

  it("is told where its JSON breaks, and that nothing but JSON is read", async () => {
    const client = await Client.of(world("json"));
    const broken = await client.call("POST", "/api/v1/segments", { text: '{\n  "name": "a",,\n}' });
    expect(broken).toMatchObject({ status: 400, json: { title: "Malformed JSON" } });
    expect(broken.json.detail).toContain("line 2, column 15");
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const form = await client.call("POST", "/api/v1/segments", { text: "name=a", headers });
    expect(form.status).toBe(415);
    const text = `{"name": "${"a".repeat(600_000)}"}`;
    expect((await client.call("POST", "/api/v1/segments", { text })).status).toBe(413);
  });
});

describe("an Idempotency-Key", () => {
  it("gets a repeat the first answer, whatever the order of its members", async () => {
    const client = await Client.of(world("repeats"));
    const key = { "idempotency-key": "one" };
    const first = await client.post("/api/v1/segments", segment, key);
    const { rule, ...rest } = segment;
    const again = await client.post("/api/v1/segments", { rule, ...rest }, key);
    expect(again).toEqual(first);
    expect((await client.get("/api/v1/segments")).json.items).toHaveLength(1);
  });

  it("makes one of two requests that come at once", async () => {
    const client = await Client.of(world("at-once"));
    const key = { "idempotency-key": "one" };
    const replies = await Promise.all(
      [1, 2, 3].map(() => client.post("/api/v1/segments", segment, key)),
    );
    const statuses = replies.map((reply) => reply.status);
    expect(statuses).toContain(201);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    expect((await client.get("/api/v1/segments")).json.items).toHaveLength(1);
  });

  it("is refused for another request, and free again after a failure", async () => {
    const client = await Client.of(world("keys"));
    const key = { "idempotency-key": "one" };
    expect((await client.post("/api/v1/segments", { name: "" }, key)).status).toBe(422);
    expect((await client.post("/api/v1/segments", segment, key)).status).toBe(201);
    const other = await client.post("/api/v1/segments", { ...segment, name: "Other" }, key);
    expect(other).toMatchObject({
      status: 422,
      json: { errors: [{ parameter: "Idempotency-Key" }] },
    });
  });
});

const Description = z.object({
  openapi: z.string(),
  security: z.unknown().optional(),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        security: z.unknown().optional(),
        parameters: z.array(z.object({ name: z.string() })),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

async function described(name: string) {
  const client = await Client.of(world(name));
  const { text } = await client.get("/api/v1/openapi.json");
  return { text, ...Description.parse(JSON.parse(text)) };
}

describe("the description", () => {
  it("is OpenAPI 3.1 with every route, its parameters, its problems and the token", async () => {
    const { openapi, security, paths } = await described("description");
    expect(openapi).toBe("3.1.0");
    expect(security).toEqual([{ bearer: [] }]);
    const members = paths["/api/v1/segments/{id}/members"]?.["get"];
    const names = members?.parameters.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["id", "limit", "cursor"]));
    const answers = Object.keys(members?.responses ?? {});
    expect(answers).toEqual(expect.arrayContaining(["200", "401", "403", "404", "422"]));
    expect(paths["/health"]?.["get"]?.security).toEqual([]);
    expect(Object.keys(paths)).toEqual([...new Set(routes.map(({ path }) => path))]);
  });

  it("refers only to what it defines, and names each operation once", async () => {
    const { text, components, paths } = await described("references");
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? "");
    expect(references.length).toBeGreaterThan(30);
    const defined = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((to) => !defined.includes(to))).toEqual([]);
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(routes.length);
    const ids = new Set(operations.map(({ operationId }) => operationId));
    expect(ids.size).toBe(routes.length);
  });
});
