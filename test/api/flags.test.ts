import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** Evaluation details as the protocol's own description has them, retold. */
const Success = z.looseObject({
  key: z.string(),
  value: z.union([z.boolean(), z.string(), z.number(), z.record(z.string(), z.unknown())]),
  reason: z.string().optional(),
  variant: z.string().optional(),
  metadata: z.record(z.string(), z.union([z.boolean(), z.string(), z.number()])).optional(),
});
const Failure = z.looseObject({
  key: z.string(),
  errorCode: z.enum(["PARSE_ERROR", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", "GENERAL"]),
});
const NotFound = z.looseObject({ key: z.string(), errorCode: z.literal("FLAG_NOT_FOUND") });

const bulk = "/ofrep/v1/evaluate/flags";
const about = (targetingKey: string) => ({ context: { targetingKey, country: "BE" } });

/** Ann is Gold and Bo is Silver; Gold opens the deal desk and costs a fifth less. */
async function portal(name: string): Promise<Client> {
  const here = world(name);
  const people = Object.entries({ ann: "Gold", bo: "Silver" });
  await here.apply(
    crm.says(...people.map(([id, tier]) => set(id, { tier, email: `${id}@acme.test` }))),
  );
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const client = await Client.of(here);
  const program = { owner: "Priya", include: [gold.id] };
  const resource = { type: "portal-tab", id: "deal-desk" };
  await client.post("/api/v1/programs", { ...program, name: "Desk", kind: "grant", resource });
  const price = {
    kind: "price",
    product: "crm-seat",
    precedence: 10,
    terms: { discountPercent: 20 },
  };
  await client.post("/api/v1/programs", { ...program, ...price, name: "Gold prices" });
  return client;
}

describe("the OpenFeature Remote Evaluation Protocol", () => {
  it("answers all flags of somebody, by e-mail, by a source's id or by the profile's own", async () => {
    const client = await portal("bulk");
    const { id } = (await client.get("/api/v1/profiles?key=crm:ann")).json;
    for (const key of ["email:ann@acme.test", "crm:ann", id]) {
      const { status, headers, json } = await client.post(bulk, about(key));
      expect(status).toBe(200);
      expect(headers["etag"]).toMatch(/^".+"$/);
      for (const flag of json.flags) expect(Success.parse(flag)).toEqual(flag);
      expect(json.flags).toMatchObject([
        { key: "portal-tab:deal-desk", value: true, reason: "TARGETING_MATCH" },
        { key: "price:crm-seat", value: { discountPercent: 20 }, metadata: { precedence: 10 } },
      ]);
    }
  });

  it("leaves out what is not granted, and everything for whom nobody knows", async () => {
    const client = await portal("hidden");
    for (const key of ["email:bo@acme.test", "email:nobody@acme.test", "no-such-profile"])
      expect((await client.post(bulk, about(key))).json).toEqual({ flags: [] });
  });

  it("answers one flag; one that is not granted is like one that does not exist", async () => {
    const client = await portal("single");
    const granted = await client.post(`${bulk}/portal-tab%3Adeal-desk`, about("crm:ann"));
    expect(Success.parse(granted.json)).toMatchObject({ key: "portal-tab:deal-desk", value: true });
    const hidden = await client.post(`${bulk}/portal-tab:deal-desk`, about("crm:bo"));
    const unknown = await client.post(`${bulk}/portal-tab:nothing`, about("crm:bo"));
    for (const reply of [hidden, unknown]) {
      expect(reply.status).toBe(404);
      NotFound.parse(reply.json);
    }
  });

  it("says nothing again that has not changed", async () => {
    const client = await portal("etag");
    const first = await client.post(bulk, about("crm:ann"));
    const headers = { "if-none-match": `"other", ${first.headers["etag"]}` };
    const again = await client.post(bulk, about("crm:ann"), headers);
    expect(again).toMatchObject({
      status: 304,
      text: "",
      headers: { etag: first.headers["etag"] },
    });
    await client.world.apply(crm.says(set("ann", { tier: "Silver" }, 1)));
    const later = await client.post(bulk, about("crm:ann"), headers);
    expect(later).toMatchObject({ status: 200, json: { flags: [] } });
  });

  it("tells in the protocol's own codes what is wrong", async () => {
    const client = await portal("faults");
    for (const body of [{}, { context: {} }, about(" ")]) {
      const reply = await client.post(`${bulk}/portal-tab:deal-desk`, body);
      expect(reply.status).toBe(400);
      expect(Failure.parse(reply.json)).toMatchObject({
        key: "portal-tab:deal-desk",
        errorCode: "TARGETING_KEY_MISSING",
      });
    }
    const broken = await client.call("POST", bulk, { text: "{" });
    expect(broken).toMatchObject({ status: 400, json: { errorCode: "PARSE_ERROR" } });
    const shapeless = await client.post(bulk, { context: "ann" });
    expect(shapeless).toMatchObject({ status: 400, json: { errorCode: "PARSE_ERROR" } });
    expect((await client.post(bulk, about("a:b"), { authorization: "" })).status).toBe(401);
  });
});
