import { describe, expect, it } from "vitest";
import {
  identitiesOf,
  pointerTo,
  shareASource,
  unite,
  wantedClaims,
} from "../../shared/profiles/identity.ts";
import { mergeFlips } from "../../shared/profiles/merge-flips.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";

function profile(id: string, more: Partial<Profile> = {}): Profile {
  return { ...newProfile({ workspaceId: "w", object: "contact", id }, 0), ...more };
}

const emailOf = (value: string, connection: string) => ({
  email: { [connection]: { value, at: 1, rank: 1 } },
});

describe("identities", () => {
  it("claim every source's e-mail, trimmed and in lower case", () => {
    expect(wantedClaims(profile("a", { cells: emailOf(" Ann@Acme.test ", "crm") }))).toEqual([
      "email:ann@acme.test",
    ]);
  });

  it("of one source are not one person: they are duplicates there", () => {
    const record = (recordId: string) => ({ connectionId: "crm", recordId, seenAt: 1 });
    const one = profile("a", { records: [record("1")] });
    expect(shareASource(one, profile("b", { records: [record("2")] }))).toBe(true);
    expect(
      shareASource(one, profile("c", { records: [{ ...record("3"), connectionId: "prm" }] })),
    ).toBe(false);
  });

  it("name a record that is still there before one that was deleted, which pushes would go to in vain", () => {
    const record = (recordId: string) => ({ connectionId: "crm", recordId, seenAt: 1 });
    const gone = { ...record("1"), deletedAt: 2 };
    const merged = { ...record("3"), deletedAt: 2, mergedAway: true };
    const records = [gone, merged, record("2")];
    expect(identitiesOf(profile("a", { records })).map(({ id }) => id)).toEqual(["2", "1"]);
  });
});

describe("a merge", () => {
  it("is a union of cells, whoever wins", () => {
    const one = profile("a", { cells: { tier: { crm: { value: "Gold", at: 1, rank: 1 } } } });
    const other = profile("b", { cells: { tier: { prm: { value: "Silver", at: 2, rank: 2 } } } });
    expect(unite(one, other, 0).cells).toEqual(unite(other, one, 0).cells);
  });

  it("with somebody who was erased keeps no word of who was taken apart, and why", () => {
    const records = [{ connectionId: "crm", recordId: "2" }];
    const apart = [{ profileId: "c", records, at: 1, by: "Admin", reason: "Not Ann Ashgrove" }];
    const [known, erased] = [profile("a", { apart }), profile("b", { erasedAt: 2 })];
    for (const united of [unite(known, erased, 3), unite(erased, known, 3)])
      expect(united).not.toHaveProperty("apart");
  });

  it("leaves a pointer at the loser", () => {
    const loser = profile("b", { announced: [1], claims: ["email:x"] });
    const pointer = pointerTo(profile("a"), loser, 3);
    const left = { id: "b", mergedInto: "a", mergedAt: 3, announced: [], claims: [] };
    expect(pointer).toMatchObject(left);
  });

  const reason = { at: 1, cause: { kind: "merge" as const, at: "1970-01-01T00:00:00.001Z" } };
  const kinds = (winner: number[], loser: number[], after: number[]) => {
    const flips = mergeFlips(
      { winner: profile("a", { announced: winner }), loser: profile("b", { announced: loser }) },
      profile("a", { announced: after }),
      reason,
    );
    return {
      winner: flips.winner.map((each) => each.kind),
      loser: flips.loser.map((each) => each.kind),
    };
  };

  it("says nothing of a membership that both had and the person keeps", () => {
    expect(kinds([1], [1], [1])).toEqual({ winner: [], loser: ["handed-over"] });
  });

  it("hands over silently what only the loser had", () => {
    expect(kinds([], [1], [1])).toEqual({ winner: ["inherited"], loser: ["handed-over"] });
  });

  it("tells of an exit once where the person is out afterwards", () => {
    expect(kinds([1], [1], [])).toEqual({ winner: ["exited"], loser: ["handed-over"] });
    expect(kinds([], [1], [])).toEqual({ winner: [], loser: ["exited"] });
  });

  it("tells of an entry that neither had", () => {
    expect(kinds([], [], [1])).toEqual({ winner: ["entered"], loser: [] });
  });
});
