import { describe, expect, it } from "vitest";
import type { ProfileRecordImage } from "../../shared/flow/derive-views.ts";
import { changedLinks } from "../../shared/flow/link-rows.ts";
import { targetOf } from "../../shared/profiles/carried.ts";
import type { Association, Profile } from "../../shared/profiles/profile.ts";
import { profileWith } from "../profiles/companies.ts";

const needs = { attributes: new Set(["role"]), behaviours: new Map(), revision: 3 };
const acme = targetOf("w", { connectionId: "crm", recordId: "acme" });

function contact(revision: number, role: string, removed = false): Profile {
  const at = { connectionId: "crm", object: "company", recordId: "acme", at: 1 } as const;
  const associations: Association[] = [{ ...at, removed }];
  return {
    ...profileWith("contact", "ann", { role, city: `${revision}` }),
    revision,
    associations,
  };
}

/** Consecutive states of one profile as the stream brings them. */
function images(...states: readonly [Profile | undefined, ...Profile[]]): ProfileRecordImage[] {
  const note = { at: 0, history: [], flips: [] };
  return states.slice(1).flatMap((after, at) => {
    const before = states[at];
    return after === undefined ? [] : [{ sequenceNumber: `${at}`, before, after, note }];
  });
}

describe("the links that a batch of the stream changes", () => {
  it("are those that are new, with what rules read of the contact", () => {
    expect(changedLinks(images(undefined, contact(1, "Buyer")), needs)).toMatchObject([
      {
        isNew: true,
        row: { target: acme, revision: 1, needs: 3, removed: false, attributes: { role: "Buyer" } },
      },
    ]);
  });

  it("are not those where only what nobody reads differs", () => {
    expect(changedLinks(images(contact(1, "Buyer"), contact(2, "Buyer")), needs)).toEqual([]);
  });

  it("are also those that end as they began: somebody may have read what was in between", () => {
    const states = images(contact(1, "Buyer"), contact(2, "Seller"), contact(3, "Buyer"));
    expect(changedLinks(states, needs)).toMatchObject([{ isNew: false, row: { revision: 3 } }]);
    const gone = images(contact(1, "Buyer"), contact(2, "Buyer", true), contact(3, "Buyer"));
    expect(changedLinks(gone, needs)).toMatchObject([{ isNew: true, row: { removed: false } }]);
  });

  it("leave a tombstone without what was known of the contact", () => {
    const [ended] = changedLinks(images(contact(1, "Buyer"), contact(2, "Buyer", true)), needs);
    expect(ended?.row).toMatchObject({ removed: true, revision: 2, attributes: {} });
  });
});
