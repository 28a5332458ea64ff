import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const gold = { name: "Gold", object: "contact", owner: "Ann", rule: where("tier", "=", "Gold") };

/** A workspace of six, three of them Gold, and a live segment of these. */
async function withGold(name: string, more: Record<string, unknown> = {}) {
  const here = world(name);
  const people = ["Gold", "Silver", "Gold", "Bronze", "Gold", "Silver"];
  const cities = ["Oslo", "Oslo", "Paris", "Paris", "Rome", "Rome"];
  await here.apply(
    crm.says(
      ...people.map((tier, at) => set(`${at}`, { tier, city: cities[at] ?? "", score: at })),
    ),
  );
  const client = await Client.of(here);
  const { json } = await client.post("/api/v1/segments", { ...gold, ...more });
  await here.settle();
  return { here, client, path: `/api/v1/segments/${json.id}` };
}

describe("the comparison of a candidate", () => {
  it("says who would enter and who would leave, and which condition makes the difference", async () => {
    const { here, client, path } = await withGold("compare");
    const rule = {
      combinator: "and",
      rules: [
        { field: "tier", operator: "in", value: ["Gold", "Silver"] },
        { field: "city", operator: "!=", value: "Rome" },
      ],
    };
    await client.post(`${path}/versions`, { rule, reason: "Silver is to be invited too" });
    const before = await client.get(`${path}/transitions`);
    const compared = await client.get(`${path}/versions/2/comparison?against=live`);
    expect(compared).toMatchObject({
      status: 200,
      json: {
        version: 2,
        against: 1,
        profiles: 6,
        exact: true,
        enter: {
          count: 1,
          explained: 1,
          reasons: [{ pointer: "/rules/0", condition: 'tier is "Gold"', count: 1 }],
        },
        leave: {
          count: 1,
          sample: [{ because: [{ pointer: "/rules/1", condition: 'city is not "Rome"' }] }],
          reasons: [{ pointer: "/rules/1", count: 1 }],
        },
        stay: { count: 2 },
      },
    });
    expect((await client.get(`${path}/transitions`)).json).toEqual(before.json);
    await client.post(`${path}/versions/2/promote`, undefined);
    await here.settle();
    expect((await client.get(path)).json.size).toBe(3);
    expect((await client.get(`${path}/versions/1/comparison`)).json).toMatchObject({
      against: 2,
      enter: { count: 1 },
      leave: { count: 1 },
    });
  });

  it("is refused for versions that are not there, and where nothing is live", async () => {
    const { client, path } = await withGold("compare-refused");
    expect((await client.get(`${path}/versions/7/comparison`)).status).toBe(404);
    expect((await client.get(`${path}/versions/1/comparison?against=9`)).status).toBe(404);
    expect((await client.get(`${path}/versions/1/comparison?against=best`)).status).toBe(422);
    const { json } = await client.post("/api/v1/segments", { ...gold, name: "Not built yet" });
    const early = await client.get(`/api/v1/segments/${json.id}/versions/1/comparison`);
    expect(early).toMatchObject({ status: 409, json: { pointer: "/against" } });
  });
});

describe("the history of a segment", () => {
  it("says who did what, when and why, the newest first", async () => {
    const { here, client, path } = await withGold("history", { reason: "For the deal desk" });
    here.now += aDay;
    await client.call("PATCH", path, { body: { owner: "Ben", reason: "Ann has left" } });
    await client.post(`${path}/versions`, { rule: where("tier", "=", "Silver") });
    await client.post(`${path}/versions/2/promote`, { reason: "As agreed" });
    await here.settle();
    const { json } = await client.get(`${path}/history`);
    const actor = expect.stringMatching(/^Token [0-9a-f]{8}$/);
    expect(json.items).toMatchObject([
      { kind: "live", version: 2, actor: "Muster" },
      { kind: "promoted", version: 2, actor, reason: "As agreed" },
      { kind: "version-added", version: 2, actor },
      {
        kind: "edited",
        fields: ["owner"],
        actor,
        reason: "Ann has left",
        at: new Date(here.now).toISOString(),
      },
      { kind: "live", version: 1, actor: "Muster" },
      { kind: "created", version: 1, actor, reason: "For the deal desk" },
    ]);
    await client.call("DELETE", `${path}?reason=Over`);
    const [latest] = (await client.get(`${path}/history`)).json.items;
    expect(latest).toMatchObject({ kind: "retired", reason: "Over", actor });
  });
});

describe("members about to leave", () => {
  it("are listed by when time alone takes them out", async () => {
    const here = world("about-to-leave");
    const days = ["2026-11-01", "2026-10-28", "2026-11-20"];
    await here.apply(crm.says(...days.map((day, at) => set(`${at}`, { certifiedAt: day }))));
    const client = await Client.of(here);
    const rule = where("certifiedAt", "inLast", "P30D");
    const { json } = await client.post("/api/v1/segments", { ...gold, rule, exitGrace: "P1D" });
    await here.settle();
    const path = `/api/v1/segments/${json.id}/members`;
    expect((await client.get(path)).json.items).toHaveLength(3);
    const soon = (await client.get(`${path}?leavesBefore=P10D`)).json.items;
    expect(soon).toMatchObject([{}, {}]);
    const first = (await client.get(`${path}?leavesBefore=2026-11-28`)).json.items;
    expect(first).toMatchObject([{ leavesAt: "2026-11-28T00:00:00.000Z" }]);
    expect((await client.get(`${path}?leavesBefore=soon`)).status).toBe(422);
    const none = await client.get(`${path}?leavesBefore=P1D&limit=1`);
    expect(none.json).toEqual({ items: [] });
  });
});

describe("an end that has come", () => {
  it("shows at once, and can be put off as long as the segment is not retired", async () => {
    const { here, client, path } = await withGold("over", { retireAt: "2026-12-01" });
    await here.travel(Date.parse("2026-12-01"));
    expect((await client.get(path)).json).toMatchObject({ state: "retired", size: 0 });
    await client.call("PATCH", path, { body: { retireAt: "2027-01-01" } });
    await here.settle();
    expect((await client.get(path)).json).toMatchObject({ state: "live", size: 3 });
  });
});

describe("what calls for an owner's attention", () => {
  it("is found, and says what to do", async () => {
    const { here, client, path } = await withGold("health", { reviewEvery: "P90D" });
    await client.post("/api/v1/segments", {
      ...gold,
      name: "Nobody",
      owner: "Priya Kapoor, Partners",
      rule: where("tier", "=", "Diamond"),
    });
    await here.settle();
    const health = async (query = "") => (await client.get(`/api/v1/segments/health${query}`)).json;
    const kinds = async (query = "") =>
      (await health(query)).items.map(({ name, findings }) => [
        name,
        ...findings.map(({ kind }) => kind),
      ]);
    expect(await kinds()).toEqual([["Nobody", "empty"]]);
    expect((await kinds("?formerOwners=Priya Kapoor; Bo")).flat()).toContain("orphaned");
    here.now += 91 * aDay;
    expect(
      (await kinds()).toSorted(([one = ""], [other = ""]) => one.localeCompare(other)),
    ).toEqual([
      ["Gold", "review-overdue", "never-changing"],
      ["Nobody", "empty"],
    ]);
    expect((await client.get(path)).json.warnings).toEqual([
      expect.stringContaining("Ann was to review it by 2027-02-20"),
    ]);
    await client.post(`${path}/reviews`, { by: "Ann", reason: "Still right" });
    expect((await client.get(path)).json.warnings).toEqual([]);
    const [review] = (await client.get(`${path}/history`)).json.items;
    expect(review).toMatchObject({ kind: "reviewed", actor: "Ann", reason: "Still right" });
    expect(await kinds("?quietFor=P365D")).toEqual([["Nobody", "empty"]]);
    expect((await client.get("/api/v1/segments/health?quietFor=long")).status).toBe(422);
  });
});
