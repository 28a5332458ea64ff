import { describe, expect, it } from "vitest";
import { changedRelated, relatedName } from "../../shared/profiles/changed-related.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { carrying, profileWith } from "./companies.ts";

const ann = profileWith("contact", "ann");
const shop = profileWith("company", "shop");

function touched(of: Profile, before: Profile["carried"], after: Profile["carried"]): string[] {
  const state = (carried: Profile["carried"]): Profile => (carried ? { ...of, carried } : of);
  return [...changedRelated(state(before), state(after))].sort();
}

describe("what differs around a contact", () => {
  const gold = carrying(["acme"], { acme: { tier: "Gold" } });

  it("is a company that comes or goes, by its id", () => {
    expect(touched(ann, undefined, gold)).toEqual(["company.ancestors.id", "company.id"]);
    expect(touched(ann, gold, undefined)).toEqual(["company.ancestors.id", "company.id"]);
  });

  it("is an attribute of its company, by name", () => {
    const silver = carrying(["acme"], { acme: { tier: "Silver" } });
    expect(touched(ann, gold, silver)).toEqual(["company.attribute:tier"]);
    expect(touched(ann, gold, carrying(["acme"], { acme: {} }))).toEqual([
      "company.attribute:tier",
    ]);
  });

  it("is nothing where only revisions differ", () => {
    const acme = { revision: 9, attributes: { tier: "Gold" }, parents: [] };
    expect(touched(ann, gold, { ...gold, companies: { acme } })).toEqual([]);
  });

  it("is what is above its company, not of the company itself", () => {
    const under = (tier: string) =>
      carrying(["acme"], { acme: { tier: "Gold", parents: ["top"] }, top: { tier } });
    expect(touched(ann, under("Gold"), under("Silver"))).toEqual([
      "company.ancestors.attribute:tier",
    ]);
    expect(touched(ann, gold, under("Gold"))).toEqual(["company.ancestors.id"]);
  });
});

describe("what differs above a company", () => {
  it("is each company that can be climbed to, itself left out where it goes round", () => {
    const circle = (tier: string) =>
      carrying(["b"], { b: { parents: ["c"] }, c: { tier, parents: ["shop"] } });
    expect(touched(shop, undefined, circle("Gold"))).toEqual(["ancestors.id"]);
    expect(touched(shop, circle("Gold"), circle("Silver"))).toEqual(["ancestors.attribute:tier"]);
  });

  it("is not what is known but cannot be reached", () => {
    const known = (tier: string) => carrying(["b"], { b: {}, lost: { tier } });
    expect(touched(shop, known("Gold"), known("Silver"))).toEqual([]);
  });
});

describe("a related field", () => {
  it.each([
    ["company.attribute:tier", "company.tier"],
    ["company.ancestors.attribute:a.b", "company.ancestors.a.b"],
    ["ancestors.id", "ancestors"],
    ["contacts.id", "contacts"],
  ])("%s is told to people as %s", (field, name) => {
    expect(relatedName(field)).toBe(name);
  });

  it.each(["attribute:company.tier", "id", "born", "segment:company.x", "behaviour:contacts.x"])(
    "is not the profile's own %s",
    (field) => {
      expect(relatedName(field)).toBeUndefined();
    },
  );
});
