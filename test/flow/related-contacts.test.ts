import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, deleted, did, merged, prm, set, where } from "./messages.ts";
import {
  companiesMerged,
  company,
  companyGone,
  idOf,
  matching,
  some,
  worksAt,
} from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

function companies(name: string, rule: RuleGroup) {
  return { name, rule, object: "company" as const };
}

const threeBuyers = companies(
  "Three buyers",
  matching("contacts", { mode: "atLeast", threshold: 3 }, where("role", "=", "Buyer")),
);
const active = companies("Somebody viewed twice", some("contacts", atLeast(2, "viewed", "P7D")));

describe("a company by its contacts", () => {
  it("enters with the one that makes it enough, and leaves with any that goes", async () => {
    const here = world("enough");
    const segment = await here.segment(threeBuyers);
    await here.apply(crm.says(company("acme", {})));
    for (const id of ["1", "2", "3"])
      await here.apply(crm.says(set(id, { role: "Buyer" }), worksAt(id, "acme")));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "company", "acme")]);
    expect((await here.transitions(segment))[0]?.cause).toMatchObject({
      kind: "change",
      attribute: "contacts",
    });
    await here.apply(crm.says(set("2", { role: "Seller" }, 1)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(set("2", { role: "Buyer" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(crm.says(deleted("3", 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("finds contacts that were associated before it was heard of", async () => {
    const here = world("late-company");
    const segment = await here.segment(threeBuyers);
    for (const id of ["1", "2", "3"])
      await here.apply(crm.says(set(id, { role: "Buyer" }), worksAt(id, "acme")));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(company("acme", {})));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(crm.says(companyGone("acme", 1)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("counts a person once, however many of its records know the person", async () => {
    const here = world("once");
    const segment = await here.segment(threeBuyers);
    await here.apply(crm.says(company("acme", { domain: "acme.test" })));
    await here.apply(prm.says(company("p", { domain: "acme.test" })));
    await here.apply(
      crm.says(set("1", { role: "Buyer", email: "a@acme.test" }), worksAt("1", "acme")),
    );
    await here.apply(prm.says(set("p1", { email: "a@acme.test" }), worksAt("p1", "p")));
    await here.apply(crm.says(set("2", { role: "Buyer" }), worksAt("2", "acme")));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(prm.says(set("p3", { role: "Buyer" }), worksAt("p3", "p")));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(crm.says(merged("1", ["2"], 5)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("counts those of a company that was merged into it", async () => {
    const here = world("merged");
    const segment = await here.segment(threeBuyers);
    await here.apply(crm.says(company("acme", {}, 1), company("acme-2", {}, 1)));
    for (const [id, where] of [
      ["1", "acme"],
      ["2", "acme"],
      ["3", "acme-2"],
    ] as const)
      await here.apply(crm.says(set(id, { role: "Buyer" }), worksAt(id, where)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(companiesMerged("acme", ["acme-2"], 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "company", "acme")]);
  });

  it("leaves by time alone when what a contact did falls out of its window", async () => {
    const here = world("time");
    const segment = await here.segment(active);
    const first = here.now - aDay;
    await here.apply(crm.says(company("acme", {}), worksAt("ann", "acme")));
    await here.apply(crm.says(did("ann", "viewed", first), did("ann", "viewed", here.now)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(first + 7 * aDay - 1);
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(first + 7 * aDay);
    expect(await here.members(segment)).toEqual([]);
    expect((await here.transitions(segment)).at(-1)).toMatchObject({
      kind: "exited",
      at: new Date(first + 7 * aDay).toISOString(),
      cause: { kind: "time" },
    });
  });

  it("finds in the history what contacts did before any rule read it, and keeps it", async () => {
    const here = world("history");
    const twentyDaysAgo = here.now - 20 * aDay;
    await here.apply(crm.says(company("acme", {}), worksAt("ann", "acme")));
    await here.apply(
      crm.says(did("ann", "viewed", twentyDaysAgo), did("ann", "viewed", twentyDaysAgo + 1)),
    );
    await here.settle();
    here.now += aDay;
    // A write after the bridge has passed trims what no rule reads.
    await here.apply(crm.says(set("ann", { city: "Oslo" })));
    await here.settle();
    const twice = some("contacts", atLeast(2, "viewed", "P30D"));
    const thrice = some("contacts", atLeast(3, "viewed", "P30D"));
    const segment = await here.segment(companies("Viewers", twice));
    const keen = await here.segment(companies("Keen viewers", thrice));
    expect(await here.members(segment)).toHaveLength(1);
    expect(await here.members(keen)).toEqual([]);
    await here.apply(crm.says(did("ann", "viewed", here.now)));
    await here.settle();
    expect(await here.members(keen)).toHaveLength(1);
    await here.travel(twentyDaysAgo + 30 * aDay);
    expect(await here.members(keen)).toEqual([]);
  });

  it("is found by segments that come later and read more", async () => {
    const here = world("later");
    await here.apply(crm.says(company("acme", {}), company("globex", {})));
    for (const id of ["1", "2", "3"])
      await here.apply(crm.says(set(id, { role: "Buyer", vip: true }), worksAt(id, "acme")));
    await here.settle();
    const buyers = await here.segment(threeBuyers);
    const vips = await here.segment(companies("VIP", some("contacts", where("vip", "=", true))));
    const nobody = await here.segment(
      companies("Nobody", matching("contacts", { mode: "none" }, { combinator: "and", rules: [] })),
    );
    expect(await here.members(buyers)).toEqual([idOf(here, "company", "acme")]);
    expect(await here.members(vips)).toEqual([idOf(here, "company", "acme")]);
    expect(await here.members(nobody)).toEqual([idOf(here, "company", "globex")]);
    await here.apply(crm.says(set("1", { vip: false }, 1), set("2", { vip: false }, 1)));
    await here.apply(crm.says(set("3", { vip: null }, 1)));
    await here.settle();
    expect(await here.members(vips)).toEqual([]);
    expect(await here.members(buyers)).toHaveLength(1);
  });
});
