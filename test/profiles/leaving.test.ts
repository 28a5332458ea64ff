import { describe, expect, it } from "vitest";
import { emptied, leaveAll, withdraw, without } from "../../shared/profiles/leaving.ts";
import { image, waitSince } from "./images.ts";

const reason = { at: 9, cause: { kind: "deletion" as const, at: "1970-01-01T00:00:00.009Z" } };
const told = [{ lead: "P1D", leavesAt: 20 }];
const member = image({
  memberOf: [1, 2],
  announced: [1, 2],
  waiting: { 1: waitSince(3), 2: waitSince(4) },
  dues: { 1: 10, 2: 20 },
  foretold: { 1: told, 2: told },
});

describe("versions that are gone", () => {
  it("take with them all that a profile kept of them, and nothing of others", () => {
    expect(withdraw(member, new Set([1]), reason)).toEqual({
      profile: {
        ...member,
        memberOf: [2],
        announced: [2],
        waiting: { 2: waitSince(4) },
        dues: { 2: 20 },
        foretold: { 2: told },
      },
      flips: [{ ordinal: 1, kind: "exited", ...reason }],
      approaching: [],
    });
  });

  it("make nobody leave who was no public member", () => {
    const found = image({ memberOf: [1] });
    const { profile, flips, approaching } = withdraw(found, new Set([1]), reason);
    expect(profile).toEqual(image());
    expect([flips, approaching]).toEqual([[], []]);
  });
});

describe("a record without some ordinals", () => {
  it("is the very same where it has none of them", () => {
    const dues = { 1: 10 };
    expect(without(dues, new Set([2]))).toBe(dues);
    expect(without(dues, new Set([1]))).toEqual({});
    expect(without({ 1: 10, 2: 20 }, new Set([1]))).toEqual({ 2: 20 });
  });
});

describe("whom no source has any more", () => {
  it("leaves everything at once, for the reason given", () => {
    const { profile, flips, approaching } = leaveAll(member, reason);
    expect(flips).toEqual([
      { ordinal: 1, kind: "exited", ...reason },
      { ordinal: 2, kind: "exited", ...reason },
    ]);
    expect(approaching).toEqual([]);
    expect(profile).toEqual(image());
    expect(emptied(member)).toEqual(image());
    expect("foretold" in profile).toBe(false);
  });
});
