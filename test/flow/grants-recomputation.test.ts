import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { createProgram } from "../../shared/flow/define-program.ts";
import { presentGrants } from "../../shared/flow/present-grants.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, where } from "./messages.ts";
import { profileOf } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const people = ["ann", "bo", "cy", "di"];
const companies = ["acme", "bolt"];

/** What the CRM said last, and nothing of what Muster made of it. */
class Told {
  readonly tiers = new Map<string, string | null>();
  readonly certified = new Map<string, number>();
  readonly statuses = new Map<string, string>();
  readonly jobs = new Set<string>();
}

interface Described {
  readonly segment: Segment;
  /** In plain code, who is in. */
  readonly holds: (id: string, told: Told, now: number) => boolean;
}

async function describedSegments(here: World): Promise<Described[]> {
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const others = await here.segment({ name: "Others", rule: where("tier", "!=", "Gold") });
  const recent = await here.segment({ name: "R", rule: where("certified", "inLast", "P30D") });
  const object = "company" as const;
  const active = await here.segment({ name: "A", object, rule: where("status", "=", "Active") });
  const byCompany =
    (status: string): Described["holds"] =>
    (id, { statuses, jobs }) =>
      companies.some((each) => jobs.has(`${id}@${each}`) && statuses.get(each) === status);
  return [
    { segment: gold, holds: (id, { tiers }) => tiers.get(id) === "Gold" },
    { segment: others, holds: (id, { tiers }) => (tiers.get(id) ?? "Gold") !== "Gold" },
    {
      segment: recent,
      holds: (id, { certified }, now) => (certified.get(id) ?? 0) > now - 30 * dayMs,
    },
    { segment: active, holds: byCompany("Active") },
  ];
}

interface Page {
  readonly name: string;
  readonly include: readonly Described[];
  readonly exclude: readonly Described[];
  readonly until: number | undefined;
}

async function pagesOf(
  here: World,
  random: Random,
  described: readonly Described[],
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let at = 0; at < 12; at += 1) {
    const page = {
      name: `page-${at}`,
      include: random.list(1 + random.below(2), () => random.pick(described)),
      exclude: random.chance(0.5) ? [random.pick(described)] : [],
      until: random.chance(0.3) ? here.now + random.below(60) * dayMs : undefined,
    };
    pages.push(page);
    const { name, until } = page;
    await createProgram(here.context, {
      workspaceId: here.workspaceId,
      name,
      owner: "Ann",
      include: page.include.map(({ segment }) => segment.id),
      exclude: page.exclude.map(({ segment }) => segment.id),
      objects: ["contact", "company"],
      ...(until === undefined ? {} : { until }),
      kind: "grant",
      resource: { type: "portal-page", id: name },
    });
  }
  return pages;
}

/** Something the CRM says, and what is then so. */
function happening(random: Random, told: Told, now: number): Change {
  const [person, company] = [random.pick(people), random.pick(companies)];
  const says = (object: Change["object"], recordId: string, body: Change["body"]): Change => {
    return { object, recordId, at: now, body };
  };
  switch (random.below(4)) {
    case 0: {
      const tier = random.pick(["Gold", "Silver", null]);
      told.tiers.set(person, tier);
      return says("contact", person, { kind: "attributes", values: { tier } });
    }
    case 1: {
      const at = now - random.below(40 * 24) * hourMs;
      told.certified.set(person, at);
      const values = { certified: new Date(at).toISOString() };
      return says("contact", person, { kind: "attributes", values });
    }
    case 2: {
      const status = random.pick(["Active", "Frozen"]);
      told.statuses.set(company, status);
      return says("company", company, { kind: "attributes", values: { status } });
    }
    default: {
      const removed = random.chance(0.4);
      if (removed) told.jobs.delete(`${person}@${company}`);
      else told.jobs.add(`${person}@${company}`);
      const to = { object: "company", recordId: company } as const;
      return says("contact", person, { kind: "association", to, removed });
    }
  }
}

function expected(person: string, pages: readonly Page[], told: Told, now: number): string[] {
  const isIn = ({ holds }: Described): boolean => holds(person, told, now);
  return pages
    .filter(({ until }) => until === undefined || now < until)
    .filter(({ include, exclude }) => include.some(isIn) && !exclude.some(isIn))
    .map(({ name }) => name)
    .sort();
}

async function granted(here: World, person: string): Promise<string[]> {
  const profile = await profileOf(here, "contact", person);
  if (profile === undefined) return [];
  const { grants } = await presentGrants(here.context, profile);
  return grants.map(({ resource }) => resource.id).sort();
}

describe("grants", () => {
  it("are what plain code makes of what was said, after any changes, at any instant, published or not", async () => {
    const random = new Random(seedOf("grants"));
    const here = world("random");
    const told = new Told();
    for (const id of people) told.tiers.set(id, null);
    await here.apply(
      crm.says(
        ...people.map(
          (recordId): Change => ({
            object: "contact",
            recordId,
            at: 0,
            body: { kind: "attributes", values: { known: true } },
          }),
        ),
      ),
    );
    const pages = await pagesOf(here, random, await describedSegments(here));
    for (let step = 0; step < 60; step += 1) {
      here.now += random.pick([1, hourMs, dayMs, 5 * dayMs]);
      if (random.chance(0.7)) await here.apply(crm.says(happening(random, told, here.now)));
      if (random.chance(0.2)) await here.travel(here.now);
      for (const person of people)
        expect(await granted(here, person), `${person} at step ${step}`).toEqual(
          expected(person, pages, told, here.now),
        );
    }
  });
});
