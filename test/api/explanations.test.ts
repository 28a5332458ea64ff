import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, did, prm, set, where } from "../flow/messages.ts";
import { worksAt } from "../flow/related-messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let client: Client;
let profileId: string;
const loggedIn = "2026-11-20T08:00:00.000Z";

beforeAll(async () => {
  const started = await World.start();
  database = started.database;
  const here = started.world("explanations");
  client = await Client.of(here);
  const login = did("1", "login", Date.parse(loggedIn));
  const view = did("1", "view", Date.parse("2026-11-20T09:00:00Z"));
  await here.apply({ ...crm.says(login, view), receivedAt: here.now });
  await here.apply(prm.says(set("p", { email: "ann@acme.test", tier: "Silver" }, -60)));
  const email = "ann@acme.test";
  const own = { email, tier: "Gold", enrolledAt: "2026-11-19", billing: "DE", shipping: "DE" };
  const acme = { ...set("acme", { tier: "Gold", size: 7 }), object: "company" } as const;
  await here.apply(crm.says(set("1", own), worksAt("1", "acme", 1)), crm.says(acme));
  await here.settle();
  profileId = (await client.get("/api/v1/profiles?key=crm:1")).json.id;
});
afterAll(() => database.stop());

async function live(rule: unknown): Promise<string> {
  const body = { name: "Test", object: "contact", owner: "Ann", rule };
  const { json } = await client.post("/api/v1/segments", body);
  await client.world.settle();
  return json.id;
}

/** The node of the one condition of a rule. */
async function explained(condition: object) {
  const id = await live({ combinator: "and", rules: [condition] });
  const path = `/api/v1/profiles/${profileId}/segments/${id}/explanation`;
  const { json } = await client.get(path);
  expect(json).toMatchObject({ tree: { kind: "group" } });
  return json.tree.children[0];
}

const name = (value: string) => ({ field: "name", operator: "=", value });

describe("the explanation of a condition", () => {
  it("on another field shows what both held", async () => {
    const node = await explained({
      field: "billing",
      operator: "=",
      value: "shipping",
      valueSource: "field",
    });
    expect(node).toMatchObject({ kind: "condition", truth: true, seen: "DE", against: "DE" });
    expect(node).toMatchObject({ source: "crm", since: "2026-11-22T09:00:00.000Z" });
  });

  it("with a fallback shows where the value was read, and since when", async () => {
    const node = await explained({
      field: "country",
      operator: "=",
      value: "DE",
      coalesce: ["billing"],
    });
    expect(node).toMatchObject({ seen: "DE", seenIn: "billing", source: "crm" });
  });

  it("relative to an anchor shows the anchor", async () => {
    const value = { duration: "P7D", of: { behaviour: "login", which: "last" } };
    const node = await explained({ field: "enrolledAt", operator: "withinBefore", value });
    expect(node).toMatchObject({ truth: true, seen: "2026-11-19", against: loggedIn });
  });

  it("on the past shows the observation that decides", async () => {
    const node = await explained({ field: "tier", operator: "hasEverBeen", value: ["Silver"] });
    expect(node).toMatchObject({
      kind: "past",
      truth: true,
      decidedBy: { at: "2026-11-22T08:00:00.000Z", value: "Silver" },
    });
    const changed = await explained({ field: "tier", operator: "changedInLast", value: "P7D" });
    expect(changed).toMatchObject({
      decidedBy: { at: "2026-11-22T09:00:00.000Z", value: "Gold" },
      flipsAt: "2026-11-29T09:00:00.000Z",
    });
  });

  it("on an aggregate shows the value made, instants readable", async () => {
    const last = await explained({
      field: "behaviours",
      operator: "inLast",
      value: "P7D",
      aggregate: {
        function: "last",
        of: "at",
        where: { combinator: "and", rules: [name("login")] },
      },
    });
    expect(last).toMatchObject({ kind: "aggregate", truth: true, seen: loggedIn, counted: 1 });
    const size = await explained({
      field: "company",
      operator: ">",
      value: 5,
      aggregate: { function: "sum", of: "size" },
    });
    expect(size).toMatchObject({ kind: "aggregate", truth: true, seen: 7, function: "sum" });
  });

  it("on a sequence shows the run found", async () => {
    const steps = ["login", "view"].map((each) => ({ combinator: "and", rules: [name(each)] }));
    const node = await explained({ field: "behaviours", operator: "sequence", value: { steps } });
    expect(node).toMatchObject({ kind: "sequence", truth: true, steps: 2 });
    expect(node).toMatchObject({ children: [{ name: "login" }, { name: "view" }] });
  });

  it("on a company shows the companies that hold", async () => {
    const node = await explained({
      field: "company",
      operator: "",
      match: { mode: "some" },
      value: where("tier", "=", "Gold"),
    });
    expect(node).toMatchObject({ kind: "match", truth: true, counts: { matching: 1, total: 1 } });
    // Its tier is not the contact's, and has another source.
    const tier = expect.not.objectContaining({ source: expect.anything() });
    const related = { kind: "related", truth: true, children: [{ children: [tier] }] };
    expect(node).toMatchObject({ children: [related] });
  });

  it("on another segment shows the membership", async () => {
    const gold = await live(where("tier", "=", "Gold"));
    const node = await explained({ field: "segment", operator: "in", value: [gold] });
    expect(node).toMatchObject({ kind: "segment", truth: true, memberOf: [gold] });
  });

  it("on a split shows the bucket in percent", async () => {
    const value = { salt: "holdout", from: 0, to: 50 };
    const node = await explained({ field: "id", operator: "inSplit", value });
    expect(node).toMatchObject({ kind: "split", bucket: expect.any(Number) });
  });
});

describe("the explanation of a rule that is not saved", () => {
  const explain = (rule: unknown) =>
    client.post(`/api/v1/profiles/${profileId}/explanation`, { rule });

  it("has the tree of one that is, and stores nothing", async () => {
    const before = (await client.get("/api/v1/segments")).json.items.length;
    const { status, json } = await explain(where("tier", "=", "Silver"));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      profileId,
      matches: false,
      tree: { kind: "group", children: [{ kind: "condition", truth: false, seen: "Gold" }] },
    });
    expect((await client.get("/api/v1/segments")).json.items).toHaveLength(before);
  });

  it("refuses a rule that cannot be, and a profile that is not there", async () => {
    expect(await explain(where("tier", "~", 1))).toMatchObject({
      status: 422,
      json: { pointer: "/rule/rules/0/operator" },
    });
    const nobody = await client.post("/api/v1/profiles/pro_none/explanation", {
      rule: where("tier", "=", "Gold"),
    });
    expect(nobody.status).toBe(404);
  });
});
