import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, set, where } from "./messages.ts";
import {
  childOf,
  companiesMerged,
  company,
  companyGone,
  employs,
  idOf,
  profileOf,
  some,
  worksAt,
} from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = where("tier", "=", "Gold");
const atGold = { name: "At a gold company", rule: some("company", gold) };
const underGold = {
  name: "Under a gold company",
  rule: some("company", some("ancestors", gold)),
};

describe("a contact of a company", () => {
  it("is a member whichever came first, the company or the association", async () => {
    const here = world("orders");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Gold" })));
    await here.settle();
    await here.apply(crm.says(worksAt("ann", "acme")));
    await here.settle();
    await here.apply(crm.says(worksAt("bob", "globex")));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "contact", "ann")]);
    await here.apply(crm.says(company("globex", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
  });

  it("is a member when company and association come at once, unknown to each other", async () => {
    const here = world("at-once");
    const segment = await here.segment(atGold);
    await Promise.all([
      here.apply(crm.says(worksAt("ann", "acme"))),
      here.apply(crm.says(company("acme", { tier: "Gold" }))),
    ]);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });

  it("enters and leaves as the company changes, with that as the cause", async () => {
    const here = world("moves");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 1), worksAt("ann", "acme", 1)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "contact", "ann")]);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    const cause = { kind: "change", attribute: "company.tier" };
    expect(await here.transitions(segment)).toMatchObject([
      { kind: "entered", cause },
      { kind: "exited", cause },
    ]);
  });

  it("leaves when the association ends, from whichever end that is told", async () => {
    const here = world("ends");
    const segment = await here.segment(atGold);
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold" }),
        worksAt("ann", "acme", 1),
        employs("acme", "bob", 1),
      ),
    );
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    await here.apply(crm.says(employs("acme", "ann", 2, true), worksAt("bob", "acme", 2, true)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("is found by a segment that comes later", async () => {
    const here = world("built");
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold", name: "Acme" }),
        worksAt("ann", "acme"),
        set("bob", {}),
      ),
    );
    await here.settle();
    const segment = await here.segment(atGold);
    const free = await here.segment({ name: "Without a company", rule: where("company", "null") });
    expect(await here.members(segment)).toEqual([idOf(here, "contact", "ann")]);
    expect(await here.members(free)).toEqual([idOf(here, "contact", "bob")]);
    expect((await here.transitions(segment))[0]?.cause.kind).toBe("rule");
    const named = { name: "At Acme", rule: some("company", where("name", "=", "Acme")) };
    expect(await here.members(await here.segment(named))).toEqual([idOf(here, "contact", "ann")]);
  });
});

describe("a company that goes", () => {
  it("leaves its contacts without it, and comes back with them", async () => {
    const here = world("gone");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 1), worksAt("ann", "acme", 1)));
    await here.settle();
    await here.apply(crm.says(companyGone("acme", 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });

  it("into another hands its contacts on to that one", async () => {
    const here = world("merged");
    const segment = await here.segment(atGold);
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold" }, 1),
        company("acme-2", {}, 1),
        worksAt("ann", "acme-2", 1),
      ),
    );
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(companiesMerged("acme", ["acme-2"], 2)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });

  it("from one source is lost to who knew it by that one, and stays with the others", async () => {
    const here = world("one-source");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { domain: "acme.test", tier: "Gold" }, 1)));
    await here.apply(prm.says(company("p-acme", { domain: "acme.test" }, 2)));
    await here.apply(crm.says(worksAt("ann", "acme", 1)), prm.says(worksAt("bob", "p-acme", 1)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    await here.apply(prm.says(companyGone("p-acme", 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "contact", "ann")]);
  });

  it("is one company with that of another source, by domain", async () => {
    const here = world("domain");
    const segment = await here.segment(atGold);
    await here.apply(
      crm.says(company("acme", { domain: "acme.test" }, 1), worksAt("ann", "acme", 1)),
    );
    await here.apply(prm.says(company("p-acme", { domain: "acme.test", tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(prm.says(companyGone("p-acme", 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("a contact that goes", () => {
  it("is not looked for any more, and finds its companies when it comes back", async () => {
    const here = world("contact-gone");
    const segment = await here.segment(atGold);
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 1)));
    await here.apply(crm.says(set("ann", {}, 1)), prm.says(worksAt("p-ann", "x", 1)));
    await here.apply(crm.says(worksAt("ann", "acme", 1)));
    await here.settle();
    await here.apply(crm.says(deleted("ann", 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(company("acme", { tier: "Gold", size: 3 }, 3)));
    await here.apply(crm.says(worksAt("ann", "acme", 4)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
  });

  it("into another brings its companies along", async () => {
    const here = world("contact-merged");
    const segment = await here.segment(atGold);
    await here.apply(
      crm.says(
        company("acme", { tier: "Gold" }, 1),
        worksAt("ann-2", "acme", 1),
        set("ann", {}, 1),
      ),
    );
    await here.settle();
    await here.apply(crm.says(merged("ann", ["ann-2"], 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idOf(here, "contact", "ann")]);
    await here.apply(crm.says(company("acme", { tier: "Silver" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
  });
});

describe("a hierarchy of companies", () => {
  it("moves contacts and companies from two levels up", async () => {
    const here = world("levels");
    const contacts = await here.segment(underGold);
    const companies = await here.segment({
      name: "Below gold",
      object: "company",
      rule: some("ancestors", gold),
    });
    await here.apply(
      crm.says(
        worksAt("ann", "shop"),
        childOf("shop", "reseller"),
        childOf("reseller", "distributor"),
        company("shop", {}),
        company("reseller", {}),
        company("distributor", { tier: "Silver" }, 1),
      ),
    );
    await here.settle();
    expect(await here.members(contacts)).toEqual([]);
    await here.apply(crm.says(company("distributor", { tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.members(contacts)).toEqual([idOf(here, "contact", "ann")]);
    expect(await here.members(companies)).toEqual(
      ["shop", "reseller"].map((each) => idOf(here, "company", each)).sort(),
    );
    await here.apply(crm.says(childOf("reseller", "distributor", 3, true)));
    await here.settle();
    expect(await here.members(contacts)).toEqual([]);
    expect(await here.members(companies)).toEqual([]);
  });

  it("is built from what was there before any rule read it", async () => {
    const here = world("levels-built");
    await here.apply(
      crm.says(
        worksAt("ann", "shop"),
        childOf("shop", "reseller"),
        childOf("reseller", "distributor"),
        company("distributor", { tier: "Gold" }, 1),
      ),
    );
    await here.settle();
    const contacts = await here.segment(underGold);
    expect(await here.members(contacts)).toHaveLength(1);
    await here.apply(crm.says(company("distributor", { tier: "Silver" }, 2)));
    await here.settle();
    expect(await here.members(contacts)).toEqual([]);
  });

  it("comes to rest in a circle, and forgets who is no longer above it", async () => {
    const here = world("circle");
    const companies = await here.segment({
      name: "Below gold",
      object: "company",
      rule: some("ancestors", gold),
    });
    await here.apply(
      crm.says(childOf("a", "b"), childOf("b", "c"), childOf("c", "a"), childOf("c", "top")),
    );
    await here.apply(crm.says(company("top", { tier: "Gold" }, 1)));
    await here.settle();
    expect(await here.members(companies)).toHaveLength(3);
    const a = await profileOf(here, "company", "a");
    expect(Object.keys(a?.carried?.companies ?? {}).sort()).toEqual(
      ["b", "c", "top"].map((each) => idOf(here, "company", each)).sort(),
    );
    await here.apply(crm.says(childOf("c", "top", 2, true)));
    await here.settle();
    expect(await here.members(companies)).toEqual([]);
  });
});
