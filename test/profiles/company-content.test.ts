import { describe, expect, it } from "vitest";
import { targetOf } from "../../shared/profiles/carried.ts";
import { changedTargets } from "../../shared/profiles/company-content.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { carrying, profileWith } from "./companies.ts";

const tierOnly = { direct: new Set(["tier"]), above: undefined, revision: 1 };
const climbing = { direct: new Set<string>(), above: new Set(["tier"]), revision: 1 };

const acme = profileWith("company", "acme", { tier: "Gold", city: "Oslo" });
const own = targetOf("w", { connectionId: "crm", recordId: "acme" });
const other = targetOf("w", { connectionId: "prm", recordId: "p-acme" });

function alsoKnownAs(company: Profile, recordId: string): Profile {
  const records = [...company.records, { connectionId: "prm", recordId, seenAt: 1 }];
  return { ...company, records };
}

describe("who must hear of a company's change", () => {
  it("is everybody when it is born, goes, or differs in what they carry", () => {
    const silver = profileWith("company", "acme", { tier: "Silver", city: "Oslo" });
    const gone = {
      ...acme,
      records: [{ connectionId: "crm", recordId: "acme", seenAt: 0, deletedAt: 2 }],
    };
    expect(changedTargets(undefined, acme, tierOnly)).toEqual(new Set([own]));
    expect(changedTargets(acme, gone, tierOnly)).toEqual(new Set([own]));
    expect(changedTargets(acme, silver, tierOnly)).toEqual(new Set([own]));
    const both = new Set([own, other]);
    expect(changedTargets(acme, alsoKnownAs(silver, "p-acme"), tierOnly)).toEqual(both);
  });

  it("is nobody when it differs in what nobody carries", () => {
    const moved = profileWith("company", "acme", { tier: "Gold", city: "Bergen" });
    expect(changedTargets(acme, { ...moved, revision: 7 }, tierOnly)).toEqual(new Set());
    expect(changedTargets(acme, moved, climbing)).toEqual(new Set());
  });

  it("is only who knows it by the record that came", () => {
    expect(changedTargets(acme, alsoKnownAs(acme, "p-acme"), tierOnly)).toEqual(new Set([other]));
  });

  it("is everybody when something above it differs, though not when only a revision does", () => {
    const under = (tier: string, revision: number): Profile => {
      const carried = carrying(["top"], { top: { tier } });
      const top = { revision, attributes: { tier }, parents: [] };
      return { ...acme, carried: { ...carried, companies: { top } } };
    };
    expect(changedTargets(under("Gold", 1), under("Silver", 2), climbing)).toEqual(new Set([own]));
    expect(changedTargets(under("Gold", 1), under("Gold", 2), climbing)).toEqual(new Set());
    expect(changedTargets(under("Gold", 1), under("Silver", 2), tierOnly)).toEqual(new Set());
  });
});
