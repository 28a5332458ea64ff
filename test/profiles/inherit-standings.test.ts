import { describe, expect, it } from "vitest";
import { inheritStandings, ordinalsOf } from "../../shared/profiles/inherit-standings.ts";
import { image, waitSince } from "./images.ts";

describe("the winner of a merge", () => {
  it("is a member of what either was a member of, in order and once", () => {
    const winner = image({ memberOf: [9, 4], announced: [4] });
    const loser = image({ memberOf: [4, 2], announced: [10, 2] });
    expect(inheritStandings(winner, loser)).toMatchObject({
      memberOf: [2, 4, 9],
      announced: [2, 4, 10],
      waiting: {},
    });
  });

  it("does not wait to leave where the other side is a plain member", () => {
    const waiting = image({ announced: [1], waiting: { 1: waitSince(5) } });
    const plain = image({ announced: [1] });
    expect(inheritStandings(waiting, plain).waiting).toEqual({});
    expect(inheritStandings(plain, waiting).waiting).toEqual({});
  });

  it("waits to leave by the later wait where both do", () => {
    const early = image({ announced: [1], waiting: { 1: waitSince(5) } });
    const late = image({ announced: [1], waiting: { 1: waitSince(8) } });
    expect(inheritStandings(early, late).waiting).toEqual({ 1: waitSince(8) });
    expect(inheritStandings(late, early).waiting).toEqual({ 1: waitSince(8) });
  });

  it("waits to leave as the one side does that was a member at all", () => {
    const member = image({ announced: [1], waiting: { 1: waitSince(5) } });
    const dwelling = image({ waiting: { 1: waitSince(2) } });
    expect(inheritStandings(image(), member).waiting).toEqual({ 1: waitSince(5) });
    expect(inheritStandings(member, dwelling).waiting).toEqual({ 1: waitSince(5) });
  });

  it("waits to enter since the first of both waits", () => {
    const early = image({ waiting: { 1: waitSince(5) } });
    const late = image({ waiting: { 1: waitSince(8), 2: waitSince(9) } });
    const both = { 1: waitSince(5), 2: waitSince(9) };
    expect(inheritStandings(early, late).waiting).toEqual(both);
    expect(inheritStandings(late, early).waiting).toEqual(both);
    expect(inheritStandings(early, image()).waiting).toEqual({ 1: waitSince(5) });
  });

  it("inherits nothing once no source has it any more", () => {
    const records = [{ connectionId: "crm", recordId: "1", seenAt: 1, deletedAt: 2 }];
    const gone = image({ records });
    expect(inheritStandings(gone, image({ announced: [1] }))).toBe(gone);
  });
});

describe("the versions a profile has to do with", () => {
  it("are those it is in, those that say so, and those it waits for, each once", () => {
    const profile = image({
      memberOf: [1, 2],
      announced: [2, 3],
      waiting: { 3: waitSince(1), 4: waitSince(1) },
    });
    expect(new Set(ordinalsOf(profile))).toEqual(new Set([1, 2, 3, 4]));
    expect(ordinalsOf(profile)).toHaveLength(4);
  });
});
