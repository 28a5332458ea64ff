import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const deals = [
  ["ann", "Gold", "EMEA", 10, true],
  ["bo", "Gold", "EMEA", 20, false],
  ["cy", "Gold", "APAC", 60, true],
  ["di", "Gold", undefined, undefined, undefined],
  ["ed", "Tin", "EMEA", 1_000, true],
] as const;

async function partners(name: string) {
  const here = world(name);
  await here.apply(
    crm.says(
      ...deals.map(([id, tier, region, revenue, completed]) =>
        set(id, {
          tier,
          ...(region === undefined ? {} : { region, revenue, completed }),
        }),
      ),
    ),
  );
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  return { here, gold, client: await Client.of(here) };
}

describe("counts and rates of a segment", () => {
  it("are over its members at this instant, by the values of an attribute", async () => {
    const { here, gold, client } = await partners("counts");
    const counts = async (query: string) =>
      (await client.get(`/api/v1/segments/${gold.id}/counts?${query}`)).json;
    expect(await counts("")).toMatchObject({ size: 4, exact: true, members: 4, value: 4 });
    expect(await counts("by=region&measure=sum&of=revenue")).toMatchObject({
      known: 3,
      value: 90,
      groups: [
        { group: "EMEA", members: 2, value: 30 },
        { group: "APAC", members: 1, value: 60 },
        { group: null, members: 1, known: 0, value: 0 },
      ],
    });
    expect(await counts("measure=average&of=revenue")).toMatchObject({ value: 30 });
    expect(await counts("measure=rate&of=completed&equals=true")).toMatchObject({
      members: 4,
      known: 3,
      value: 0.5,
    });
    await here.apply(crm.says(set("bo", { tier: "Tin" }, 1)));
    await here.settle();
    expect(await counts("measure=sum&of=revenue")).toMatchObject({ members: 3, value: 70 });
  });

  it("ask for what they need", async () => {
    const { gold, client } = await partners("questions");
    for (const [query, parameter] of [
      ["measure=sum", "of"],
      ["measure=rate&of=completed", "equals"],
      ["measure=mode", "measure"],
    ] as const) {
      const { status, json } = await client.get(`/api/v1/segments/${gold.id}/counts?${query}`);
      expect(status).toBe(422);
      expect(json.errors).toMatchObject([{ parameter: expect.stringContaining(parameter) }]);
    }
  });

  it("say how far each segment of a goal has come", async () => {
    const { here, gold, client } = await partners("goal");
    const tin = await here.segment({ name: "Tin", rule: where("tier", "=", "Tin") });
    const measure = { function: "sum", attribute: "revenue" };
    const goal = { kind: "goal", measure, target: 100, unit: "EUR" };
    const audience = { name: "Pipeline", owner: "Priya", include: [gold.id, tin.id] };
    const { json } = await client.post("/api/v1/programs", { ...audience, ...goal });
    const progress = (await client.get(`/api/v1/programs/${json.id}/progress`)).json;
    expect(progress).toMatchObject({
      target: 100,
      segments: [
        { name: "Gold", size: 4, value: 90, reached: false },
        { name: "Tin", size: 1, value: 1_000, reached: true },
      ],
    });
  });
});
