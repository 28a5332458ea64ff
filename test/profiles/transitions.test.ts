import { describe, expect, it } from "vitest";
import type { Flip } from "../../shared/profiles/profile.ts";
import {
  attributeCounts,
  behaviourCounts,
  countKey,
  foundOrdinals,
  membershipDifferences,
  profilesKey,
} from "../../shared/profiles/transitions.ts";
import { image, waitSince } from "./images.ts";

const flip = (ordinal: number, kind: Flip["kind"]): Flip => ({
  ordinal,
  kind,
  at: 5,
  cause: { kind: "change", at: "1970-01-01T00:00:00.005Z" },
});

describe("public memberships that differ between two images", () => {
  it("are those that came and those that went, each with what the write said of it", () => {
    const before = image({ announced: [1, 2] });
    const after = image({ announced: [2, 3] });
    const flips = [flip(1, "exited"), flip(3, "entered")];
    expect(membershipDifferences(before, after, flips)).toEqual([
      { ordinal: 3, member: true, flip: flips[1] },
      { ordinal: 1, member: false, flip: flips[0] },
    ]);
  });

  it("are all of a profile that is new, and none where nothing turned", () => {
    const after = image({ announced: [7] });
    expect(membershipDifferences(undefined, after, [])).toEqual([
      { ordinal: 7, member: true, flip: undefined },
    ]);
    expect(membershipDifferences(after, after, [flip(7, "entered")])).toEqual([]);
  });
});

describe("versions that have found a profile and do not speak yet", () => {
  it("are those in which it is true, not public, and nothing is waited for", () => {
    const profile = image({
      memberOf: [1, 2, 3],
      announced: [1],
      waiting: { 2: waitSince(4) },
    });
    expect(foundOrdinals(profile)).toEqual([3]);
    expect(foundOrdinals(undefined)).toEqual([]);
  });
});

const cell = (value: string | number | boolean | string[] | null) => ({
  crm: { value, at: 1, rank: 1 },
});

describe("the counts of values by type", () => {
  const known = image({
    cells: {
      tier: cell("Gold"),
      score: cell(3),
      active: cell(true),
      courses: cell(["a"]),
      gone: cell(null),
    },
  });
  const all = {
    [profilesKey]: 1,
    [countKey("tier", "string")]: 1,
    [countKey("score", "number")]: 1,
    [countKey("active", "boolean")]: 1,
    [countKey("courses", "strings")]: 1,
  };

  it("grow with a new profile by each value it shows, and by the profile", () => {
    expect(attributeCounts(undefined, known)).toEqual(all);
  });

  it("move from one type to another with a value, and stay where nothing changed", () => {
    const changed = { ...known, cells: { ...known.cells, tier: cell(1) } };
    expect(attributeCounts(known, changed)).toEqual({
      [countKey("tier", "string")]: -1,
      [countKey("tier", "number")]: 1,
    });
    expect(attributeCounts(known, known)).toEqual({});
  });

  it("fall by all of them when no source has the profile any more", () => {
    const records = [{ connectionId: "crm", recordId: "1", seenAt: 1, deletedAt: 2 }];
    const less = Object.fromEntries(Object.keys(all).map((key) => [key, -1]));
    expect(attributeCounts(known, { ...known, records })).toEqual(less);
    expect(attributeCounts({ ...known, records }, { ...known, records })).toEqual({});
  });

  it("keep attributes apart whose names and types could run together", () => {
    expect(countKey("a", "b")).not.toBe(countKey("ab", ""));
  });
});

describe("happenings heard of", () => {
  it("are counted by name; changes of attributes are none", () => {
    const entry = (field: string) => ({
      field,
      key: "k",
      connectionId: "crm",
      at: 1,
      value: null,
    });
    const history = ["behaviour:viewed", "behaviour:viewed", "behaviour:left", "attributes"].map(
      entry,
    );
    expect(behaviourCounts(history)).toEqual({ "behaviour:viewed": 2, "behaviour:left": 1 });
  });
});
