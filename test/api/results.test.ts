import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { isHeldOut } from "../../shared/programs/audience.ts";
import { crm, did, merged, set, where } from "../flow/messages.ts";
import { company } from "../flow/related-messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const completed = { kind: "behaviour", name: "Completed", within: "P30D", behaviour: "completed" };
const grant = { kind: "grant", resource: { type: "portal-tab", id: "academy" } };

const Made = z.object({ id: z.string() });
const Interval = z.object({ low: z.number(), high: z.number().optional() });
const Results = z.object({
  groups: z.array(z.object({ group: z.string(), heldOut: z.boolean(), people: z.number() })),
  outcomes: z.array(
    z.object({
      summary: z.string(),
      warnings: z.array(z.string()),
      lift: z.array(z.object({ difference: z.number(), differenceInterval: Interval })).optional(),
    }),
  ),
});

/** People of a workspace, by number; `0` to `people - 1` are Gold. */
async function academy(name: string, people: number, about: object) {
  const here = world(name);
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const client = await Client.of(here);
  const program = { ...grant, name: "Academy", owner: "Priya", include: [gold.id], ...about };
  const made = await client.post("/api/v1/programs", program);
  expect(made.status).toBe(201);
  const { id } = Made.parse(made.json);
  here.now += aDay;
  const everybody = Array.from({ length: people }, (_, at) => String(at));
  await here.apply(crm.says(...everybody.map((each) => set(each, { tier: "Gold" }))));
  await here.settle();
  const idOf = (each: string) => profileIdOf(name, "contact", "crm", each);
  const isOut = (each: string) =>
    isHeldOut({ id, include: [], exclude: [], state: "active", holdoutPercent: 40 }, idOf(each));
  const results = async (query = "") => {
    const answer = await client.get(`/api/v1/programs/${id}/results${query}`);
    expect(answer.status).toBe(200);
    return answer;
  };
  return { here, id, gold, client, everybody, idOf, isOut, results };
}

describe("whether a program works", () => {
  it("is what its people reach beyond those who were held out, whoever has left since", async () => {
    const of = { holdoutPercent: 40, outcomes: [completed] };
    const { here, everybody, isOut, results } = await academy("lift", 120, of);
    const out = everybody.filter(isOut);
    const inside = everybody.filter((each) => !isOut(each));
    const half = inside.filter((_, at) => at % 2 === 0);
    const few = out.slice(0, 3);
    const at = here.now + 3 * aDay;
    await here.apply(crm.says(...[...half, ...few].map((each) => did(each, "completed", at))));
    // Whoever completed is promoted, and no longer in the audience: they count all the same.
    const promoted = half.map((each) => ({ ...set(each, { tier: "Platinum" }), at: at + 1 }));
    here.now = at + 1;
    await here.apply(crm.says(...promoted));
    await here.settle();
    const early = Results.parse((await results()).json);
    expect(early.outcomes[0]?.summary).toContain("Too early to tell");
    here.now += 40 * aDay;
    const { json } = await results();
    expect(json).toMatchObject({
      exact: true,
      object: "contact",
      groups: [
        { group: "holdout", heldOut: true, people: out.length },
        { group: "program", heldOut: false, people: inside.length },
      ],
    });
    const [outcome] = Results.parse(json).outcomes;
    expect(json).toMatchObject({
      outcomes: [
        {
          groups: [
            { counted: out.length, reached: 3 },
            { counted: inside.length, reached: half.length, days: { median: 3 } },
          ],
        },
      ],
    });
    const expected = half.length / inside.length - 3 / out.length;
    expect(outcome?.lift?.[0]?.difference).toBeCloseTo(expected, 10);
    expect(outcome?.summary).toMatch(/^"program" raised "Completed" within 30 days from /);
    expect(outcome?.warnings).toEqual([expect.stringMatching(/^Too few to tell \+5\.0 points/)]);
    const relaxed = Results.parse((await results("?detect=0.4")).json);
    expect(relaxed.outcomes[0]?.warnings).toEqual([]);
  });

  it("is not said of what happened before, too late, or on other terms", async () => {
    const course = { course: "c-1" };
    const of = {
      outcomes: [
        { ...completed, properties: course },
        { kind: "attribute", name: "Renewed", within: "P30D", attribute: "renewed", value: true },
        { kind: "sum", name: "Revenue", within: "P30D", behaviour: "bought", of: "amount" },
      ],
    };
    const { here, gold, client, id, results } = await academy("terms", 5, of);
    const start = here.now;
    const done = (who: string, name: string, days: number, properties: object) => ({
      object: "contact" as const,
      recordId: who,
      at: start + days * aDay,
      body: {
        kind: "behaviour" as const,
        name,
        happenedAt: start + days * aDay,
        properties: z.record(z.string(), z.union([z.string(), z.number()])).parse(properties),
      },
    });
    await here.apply(
      crm.says(
        done("0", "completed", -5, course),
        done("1", "completed", 1, course),
        done("2", "completed", 31, course),
        done("3", "completed", 2, { course: "c-2" }),
        done("0", "bought", 1, { amount: 10, utm_campaign: "spring" }),
        done("0", "bought", 2, { amount: 20, utm_campaign: "launch" }),
        done("1", "bought", 3, { amount: 5 }),
        done("0", "page_viewed", -3, { utm_campaign: "brand" }),
        set("4", { renewed: true }, -60 * 24 * 3),
        { ...set("2", { renewed: true }), at: start + 10 * aDay },
      ),
    );
    await here.settle();
    here.now += 60 * aDay;
    const { json } = await results("?touch=utm_campaign&lookBack=P7D");
    expect(json).toMatchObject({
      outcomes: [
        { groups: [{ counted: 5, reached: 1 }], touches: { none: 1, first: [] } },
        { groups: [{ before: 1, counted: 4, reached: 1, days: { median: 10 } }] },
        {
          groups: [{ counted: 5, reached: 2, sum: { total: 35, perPerson: 7 } }],
          segments: [{ segmentId: gold.id, name: "Gold", counted: 5, reached: 2 }],
          touches: {
            by: "utm_campaign",
            first: [{ value: "brand", people: 1 }],
            last: [{ value: "spring", people: 1 }],
            none: 1,
          },
        },
      ],
    });
    const path = `/api/v1/programs/${id}`;
    const two = [completed, completed];
    expect((await client.call("PATCH", path, { body: { outcomes: two } })).status).toBe(422);
    const twice = [{ name: "a", percent: 10 }].flatMap((each) => [each, each]);
    const twins = { ...grant, name: "Twins", owner: "Priya", include: [gold.id], variants: twice };
    expect((await client.post("/api/v1/programs", twins)).status).toBe(422);
    const edited = await client.call("PATCH", path, { body: { outcomes: [completed] } });
    expect(edited.json).toMatchObject({ outcomes: [completed] });
  });

  it("counts people once who turn out to be one, and nobody who came after its end", async () => {
    const { here, id, client, results } = await academy("once", 4, { outcomes: [completed] });
    await here.apply(crm.says(merged("0", ["1"], 5)));
    await here.settle();
    here.now += aDay;
    await client.call("DELETE", `/api/v1/programs/${id}`);
    here.now += aDay;
    await here.apply(crm.says({ ...set("9", { tier: "Gold" }), at: here.now }));
    await here.settle();
    here.now += 40 * aDay;
    const { groups } = Results.parse((await results()).json);
    expect(groups).toEqual([{ group: "program", heldOut: false, people: 3 }]);
  });

  it("compares no groups of people where companies are counted", async () => {
    const here = world("companies");
    const gold = await here.segment({
      name: "Gold",
      object: "company",
      rule: where("tier", "=", "Gold"),
    });
    const client = await Client.of(here);
    const about = { name: "Academy", owner: "Priya", include: [gold.id], holdoutPercent: 50 };
    const body = {
      ...grant,
      ...about,
      outcomes: [completed],
      variants: [{ name: "a", percent: 9 }],
    };
    const { id } = Made.parse((await client.post("/api/v1/programs", body)).json);
    here.now += aDay;
    await here.apply(crm.says(...["1", "2", "3"].map((each) => company(each, { tier: "Gold" }))));
    await here.settle();
    here.now += 40 * aDay;
    const { json } = await client.get(`/api/v1/programs/${id}/results`);
    expect(json).toMatchObject({
      object: "company",
      notes: [expect.stringContaining("they are not compared")],
      groups: [{ group: "program", heldOut: false, people: 3 }],
      outcomes: [{ groups: [{ counted: 3, reached: 0, interval: { low: 0 } }], warnings: [] }],
    });
    expect(Results.parse(json).outcomes[0]?.lift).toBeUndefined();
  });

  it("is never told as cause where nobody was held out", async () => {
    const causal =
      /\b(caus\w*|because|effect\w*|impact\w*|affect\w*|influenc\w*|due to|thanks to|led to|leads? to|rais\w*|lower\w*|increas\w*|decreas\w*|improv\w*|boost\w*|driv\w*|drove|made|makes?|brought about|bring\w* about|contribut\w*|works?|worked|lift|uplift|by chance)\b/i;
    const variants = [
      { name: "short", percent: 50 },
      { name: "long", percent: 50 },
    ];
    for (const [name, about] of [
      ["words-none", { outcomes: [completed] }],
      ["words-variants", { outcomes: [completed], variants }],
    ] as const) {
      const { here, everybody, results } = await academy(name, 30, about);
      const early = (await results()).text;
      const some = everybody.filter((_, at) => at % 3 === 0);
      const at = here.now + aDay;
      await here.apply(crm.says(...some.map((each) => did(each, "completed", at))));
      await here.settle();
      here.now += 40 * aDay;
      const late = (await results("?touch=utm_source")).text;
      for (const text of [early, late]) expect(text).not.toMatch(causal);
      expect(late).toContain("obody was held out");
    }
    const held = await academy("words-held", 10, { outcomes: [completed], holdoutPercent: 40 });
    held.here.now += 40 * aDay;
    const { outcomes } = Results.parse((await held.results()).json);
    expect(outcomes.map(({ summary }) => summary).join()).toMatch(causal);
  });
});
