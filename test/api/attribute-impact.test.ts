import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { crm, prm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const all = (...rules: RuleGroup["rules"]): RuleGroup => ({ combinator: "and", rules });
const plan = "/api/v1/attributes/contact/plan";

async function impactOn(client: Client, path: string, body: unknown) {
  return (await client.post(`${path}/impact`, body)).json.segments;
}

describe("the impact of a declaration", () => {
  it("is what the declaration then does, whatever the values and the rules", async () => {
    const seed = seedOf("impact");
    const random = new Random(seed);
    const values = ["Gold", "gold ", "GOLD", "Silver", "silver", "Au", "7"];
    for (let round = 0; round < 3; round += 1) {
      const here = world(`random ${round}`);
      const people = Array.from({ length: 30 }, (_, at) =>
        set(`${at}`, { plan: random.pick(values) }),
      );
      await here.apply(crm.says(...people, set("none", { other: 1 })));
      const some = () => values.filter(() => random.chance(0.4));
      const rules = [
        where("plan", "=", random.pick(values)),
        where("plan", "notIn", [random.pick(values), ...some()]),
        where("plan", "contains", random.pick(["old", "G", "s"])),
        { ...where("plan", "in", [random.pick(values), ...some()]), not: true },
      ];
      const segments = [];
      for (const [at, rule] of rules.entries())
        segments.push(await here.segment({ name: `${at}`, rule }));
      const inFirst = { field: "segment", operator: "notIn", value: [segments[0]?.id] };
      segments.push(await here.segment({ name: "reader", rule: all(inFirst) }));
      await here.settle();
      const client = await Client.of(here);
      const map = Object.fromEntries(some().map((value) => [value, random.pick(values)]));
      const body = {
        type: random.chance(0.2) ? "strings" : "string",
        normalise: { trim: random.chance(0.5), map },
      };
      const told = await impactOn(client, plan, body);
      const before = await Promise.all(segments.map((each) => here.members(each)));
      await client.call("PUT", plan, { body });
      await here.settle();
      const after = await Promise.all(segments.map((each) => here.members(each)));
      const hint = `seed ${seed}, round ${round}, ${JSON.stringify(body)}`;
      for (const [at, { name }] of segments.entries()) {
        const [was, is] = [new Set(before[at]), new Set(after[at])];
        const expected = {
          enter: is.difference(was).size,
          leave: was.difference(is).size,
          stay: is.intersection(was).size,
        };
        const impact = told.find((each) => each.name === name);
        const counts = impact && {
          enter: impact.enter.count,
          leave: impact.leave.count,
          stay: impact.stay,
        };
        expect(counts, `${name}, ${hint}`).toEqual(expected);
      }
    }
  });

  it("reaches contacts through the companies their rules read", async () => {
    const here = world("companies");
    const company = { object: "company", recordId: "acme", at: here.now - 60_000 } as const;
    await here.apply(
      crm.says(
        { ...company, body: { kind: "attributes", values: { tier: "GOLD" } } },
        set("ann", { email: "ann@acme.test" }),
        {
          object: "contact",
          recordId: "ann",
          at: here.now - 60_000,
          body: {
            kind: "association",
            to: { object: "company", recordId: "acme" },
            removed: false,
          },
        },
      ),
    );
    const gold = {
      field: "company",
      operator: "",
      match: { mode: "some" as const },
      value: where("tier", "=", "Gold"),
    };
    const segment = await here.segment({ name: "Of gold partners", rule: all(gold) });
    await here.settle();
    const client = await Client.of(here);
    const path = "/api/v1/attributes/company/tier";
    const body = { type: "enum", normalise: { map: { GOLD: "Gold" } } };
    expect(await impactOn(client, path, body)).toMatchObject([
      { segmentId: segment.id, enter: { count: 1 }, leave: { count: 0 } },
    ]);
    expect(await here.members(segment)).toEqual([]);
    await client.call("PUT", path, { body });
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });

  it("is refused for what could not be declared", async () => {
    const client = await Client.of(world("refused impact"));
    const wrong = { type: "number", normalise: { trim: true } };
    expect((await client.post(`${plan}/impact`, wrong)).status).toBe(422);
    const reserved = "/api/v1/attributes/contact/segment/impact";
    expect((await client.post(reserved, { type: "string" })).status).toBe(422);
  });
});

describe("the survey of an attribute", () => {
  it("says how full it is, how old by source, and which values there are", async () => {
    const here = world("survey");
    const day = 24 * 60;
    await here.apply(
      crm.says(
        set("1", { tier: "Gold", email: "a@acme.test" }, -200 * day),
        set("2", { tier: "Gold" }, -100 * day),
        set("3", { tier: "Silver" }, 0),
        set("4", { other: true }),
      ),
      prm.says(set("p1", { email: "a@acme.test", tier: "Bronze" }, -1 * day)),
    );
    await here.settle();
    const client = await Client.of(here);
    const { json } = await client.get("/api/v1/attributes/contact/tier");
    expect(json).toMatchObject({
      name: "tier",
      filled: 3,
      fillRate: 0.75,
      profiles: 4,
      exact: true,
      distinct: 3,
      nearDuplicates: [],
      freshness: [
        {
          connection: "crm",
          filled: 3,
          newestAt: "2026-11-22T09:00:00.000Z",
          medianDays: 100,
          old: 2,
        },
        { connection: "prm", filled: 1, medianDays: 1, old: 0 },
      ],
    });
    expect(json.values).toHaveLength(3);
    const listed = (await client.get("/api/v1/attributes?object=contact&survey=true")).json;
    expect(listed.items.find(({ name }) => name === "tier")).toMatchObject({
      filled: 3,
      distinct: 3,
      freshness: [{ connection: "crm", old: 2 }, { connection: "prm" }],
    });
    expect((await client.get("/api/v1/attributes/contact/nothing")).status).toBe(404);
  });

  it("does not list what persons are known by", async () => {
    const here = world("identifying");
    const people = Array.from({ length: 40 }, (_, at) =>
      set(`${at}`, { email: `p${at}@acme.test` }),
    );
    await here.apply(crm.says(...people));
    await here.settle();
    const { json } = await (await Client.of(here)).get("/api/v1/attributes/contact/email");
    expect(json).toMatchObject({ filled: 40, distinct: 40, nearDuplicates: [] });
    expect(json.values).toBeUndefined();
  });
});
