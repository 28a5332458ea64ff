import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

describe("a rule", () => {
  it("is read from SQL", async () => {
    const client = await Client.of(world("from-sql"));
    const sql = "tier = 'Gold' AND score >= 50";
    const read = await client.post("/api/v1/rules/from-sql", { object: "contact", sql });
    expect(read).toMatchObject({
      status: 200,
      json: {
        rule: {
          combinator: "and",
          rules: [
            { field: "tier", operator: "=", value: "Gold" },
            { field: "score", operator: ">=", value: 50 },
          ],
        },
      },
    });
  });

  it("is refused with everything in the SQL that no rule says", async () => {
    const client = await Client.of(world("refused-sql"));
    const sql = "lower(tier) = 'gold' AND EXISTS (SELECT 1)";
    const refused = await client.post("/api/v1/rules/from-sql", { object: "contact", sql });
    expect(refused).toMatchObject({ status: 422, json: { pointer: "/sql" } });
    expect(refused.json.errors).toHaveLength(2);
    expect(refused.json.detail).toContain("lower(tier) = 'gold'");
    expect(refused.json.detail).toContain("EXISTS (SELECT 1)");
  });

  it("is written as SQL, with the tables that it reads", async () => {
    const client = await Client.of(world("to-sql"));
    const body = { object: "contact", rule: where("tier", "=", "O'Brien"), dialect: "postgresql" };
    const { status, text } = await client.post("/api/v1/rules/to-sql", body);
    expect(status).toBe(200);
    expect(text).toContain("'O''Brien'");
    expect(text).toContain("CREATE TABLE profile");
  });

  it("is refused where the database cannot say it, or it is none", async () => {
    const client = await Client.of(world("no-sql"));
    const post = (rule: unknown) =>
      client.post("/api/v1/rules/to-sql", { object: "contact", rule, dialect: "sqlite" });
    expect(await post(where("tier", "=", "a\0b"))).toMatchObject({
      status: 422,
      json: { pointer: "/rule" },
    });
    expect(await post(where("tier", "~", 1))).toMatchObject({
      status: 422,
      json: { pointer: "/rule/rules/0/operator" },
    });
  });

  it("is said in plain English, other segments by name", async () => {
    const client = await Client.of(world("describe"));
    const rule = where("tier", "=", "Gold");
    const gold = { name: "Gold partners", object: "contact", owner: "Ann", rule };
    const { json } = await client.post("/api/v1/segments", gold);
    const body = { object: "contact", rule: where("segment", "in", [json.id]) };
    const said = await client.post("/api/v1/rules/describe", body);
    expect(said.json.description).toBe('is a member of the segment "Gold partners"');
  });
});
