import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { Client } from "../api/client.ts";
import { crm, did, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const Made = z.object({ id: z.string() });
const Results = z.object({
  outcomes: z.array(z.object({ summary: z.string(), lift: z.array(z.unknown()).optional() })),
});
const Grants = z.object({ grants: z.array(z.unknown()) });

const renewed = {
  kind: "attribute",
  name: "Renewed",
  within: "P60D",
  attribute: "renewed",
  value: true,
};

/** Customers by number, with a course library that is for all of them. */
async function academy(name: string, about: object) {
  const here = world(name);
  const client = await Client.of(here);
  const admins = await here.segment({ name: "Admins", rule: where("role", "=", "admin") });
  const course = { type: "portal-page", id: "admin-course" };
  const program = { name: "Course for admins", owner: "Jonas", kind: "grant", resource: course };
  const made = await client.post("/api/v1/programs", {
    ...program,
    include: [admins.id],
    ...about,
  });
  const { id } = Made.parse(made.json);
  here.now += aDay;
  const customers = Array.from({ length: 60 }, (_, at) => String(at));
  await here.apply(crm.says(...customers.map((each) => set(each, { role: "admin" }))));
  await here.settle();
  const results = async () =>
    Results.parse((await client.get(`/api/v1/programs/${id}/results`)).json);
  const shows = async (customer: string) => {
    const profile = await client.get(`/api/v1/profiles?key=crm:${customer}`);
    const path = `/api/v1/profiles/${Made.parse(profile.json).id}/grants`;
    return Grants.parse((await client.get(path)).json).grants.length > 0;
  };
  return { here, client, customers, results, shows };
}

async function renew(here: World, customers: readonly string[]): Promise<void> {
  here.now += 10 * aDay;
  const at = here.now;
  await here.apply(crm.says(...customers.map((each) => ({ ...set(each, { renewed: true }), at }))));
  await here.settle();
  here.now += 60 * aDay;
}

describe("education that is measured", () => {
  it("From Content Library to Measurable Impact", async () => {
    const of = { outcomes: [renewed], holdoutPercent: 50 };
    const { here, customers, results, shows } = await academy("measurable", of);
    const shown = await Promise.all(customers.map(shows));
    const taught = customers.filter((_, at) => shown[at]);
    expect(taught.length).toBeLessThan(customers.length);
    await renew(here, taught.slice(0, taught.length - 3));
    const [outcome] = (await results()).outcomes;
    expect(outcome?.summary).toMatch(/^"program" raised "Renewed" within 60 days from 0\.0 %/);
    expect(outcome?.lift).toHaveLength(1);
  });

  it("correlation isn't the same as causation", async () => {
    const { here, customers, results } = await academy("library", { outcomes: [renewed] });
    await renew(here, customers.slice(0, 45));
    const [outcome] = (await results()).outcomes;
    expect(outcome?.summary).toMatch(/^75\.0 % of 60 people reached "Renewed" within 60 days/);
    expect(outcome?.summary).toContain("Nobody was held out");
    expect(outcome).not.toHaveProperty("lift");
  });

  it("How to Think About Segmentation in Practice: teams see whom they address together", async () => {
    const { here, client } = await academy("teams", {});
    const users = await here.segment({ name: "Users", rule: where("role", "notNull") });
    const news = { kind: "grant", resource: { type: "announcement", id: "launch" } };
    const launch = { name: "Launch", owner: "Priya", include: [users.id], ...news };
    await client.post("/api/v1/programs", launch);
    await here.apply(crm.says(set("60", { role: "user" }), did("61", "logged_in", here.now)));
    await here.settle();
    expect((await client.get("/api/v1/coverage")).json).toMatchObject({
      profiles: 62,
      unaddressed: { count: 1 },
      shared: [{ owners: ["Jonas", "Priya"], people: 60 }],
    });
  });
});
