import { describe, expect, it } from "vitest";
import { changedFields } from "../../shared/profiles/changed-fields.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";

const key = { workspaceId: "w", object: "contact", id: "0" } as const;
const tier = { tier: { crm: { value: "Gold", at: 10, rank: 1 } } };

function profile(records: Profile["records"]): Profile {
  return { ...newProfile(key, 0), cells: tier, records };
}

describe("a profile that comes back to life", () => {
  it("touches everything it still has, since it left every segment when it was gone", () => {
    const gone = { connectionId: "crm", recordId: "1", seenAt: 0, deletedAt: 5 };
    const before = profile([gone]);
    const after = profile([{ ...gone, seenAt: 12 }]);
    expect([...changedFields(before, after)].sort()).toEqual([
      "attribute:tier",
      "born",
      "id",
      "past:tier",
    ]);
  });
});
