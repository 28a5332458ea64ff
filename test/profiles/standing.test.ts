import { describe, expect, it } from "vitest";
import { edgeOf, lasting, plainEdge, retiresAt } from "../../shared/profiles/membership-edge.ts";
import { dueOrdinals, standingBefore } from "../../shared/profiles/memberships.ts";
import { recordOf } from "../../shared/profiles/record-of.ts";
import { deadlineOf, earliest, passing, passTime, stand } from "../../shared/profiles/standing.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { contactRules } from "../segmentation/records.ts";
import { image, waitSince } from "./images.ts";

const minute = 60_000;
const at = (instant: number) => ({
  at: instant,
  cause: { kind: "change" as const, at: new Date(instant).toISOString() },
});

describe("a segment's edge", () => {
  it("is one for all segments without a policy, and made once for a policy and a zone", () => {
    expect(edgeOf(undefined, "UTC")).toBe(plainEdge);
    expect(plainEdge).toMatchObject({ waits: false, leads: [] });
    expect(plainEdge.entersAt(5)).toBe(5);
    const policy = { exitGrace: "P1D" };
    expect(edgeOf(policy, "UTC")).toBe(edgeOf({ exitGrace: "P1D" }, "UTC"));
    expect(edgeOf(policy, "UTC")).not.toBe(edgeOf(policy, "Europe/Berlin"));
  });

  it.each([
    [{ entryDwell: "PT1M" }, minute, 0, true],
    [{ exitGrace: "PT1M" }, 0, minute, true],
    [{ exitLeads: ["PT1M"] }, 0, 0, false],
  ])("of %j takes its time to enter and to leave", (policy, dwell, grace, waits) => {
    const edge = edgeOf(policy, "UTC");
    expect([edge.entersAt(7), edge.leavesAt(7)]).toEqual([7 + dwell, 7 + grace]);
    expect(edge.waits).toBe(waits);
    expect(edge.leads.map(({ text, before }) => [text, before(minute)])).toEqual(
      "exitLeads" in policy ? [["PT1M", 0]] : [],
    );
    expect("retireAt" in edge).toBe(false);
  });

  it("ends with the segment, at the start of its last day in the zone", () => {
    expect(retiresAt({ retireAt: "2026-11-22" }, "UTC")).toBe(Date.UTC(2026, 10, 22));
    expect(retiresAt({ retireAt: "2026-11-22" }, "Europe/Berlin")).toBe(Date.UTC(2026, 10, 21, 23));
    expect(retiresAt({}, "UTC")).toBeUndefined();
    expect(edgeOf({ retireAt: "2026-11-22" }, "UTC").retireAt).toBe(Date.UTC(2026, 10, 22));
  });
});

describe("a rule as long as its segment lasts", () => {
  const record = recordOf(
    image({ cells: { at: { crm: { value: "1970-01-01T00:00:10Z", at: 1, rank: 1 } } } }),
    new Map(),
  );
  const lately = compileRule(
    { combinator: "and", rules: [{ field: "at", operator: "inLast", value: "PT10S" }] },
    contactRules(new Map()),
  );
  const until = (iso: string) => lasting(lately, edgeOf({ retireAt: iso }, "UTC"));

  it("is the rule itself where there is no end", () => {
    expect(lasting(lately, plainEdge)).toBe(lately);
  });

  it("is true of nobody from the end on, and flips there for the last time", () => {
    const ended = until("1970-01-01T00:00:15Z");
    expect([14_999, 15_000].map((now) => ended.evaluate(record, now))).toEqual([true, false]);
    expect([9_000, 12_000, 15_000].map((now) => ended.nextFlip(record, now))).toEqual([
      10_000,
      15_000,
      undefined,
    ]);
  });

  it("flips as the rule does before the end, and not at the end where it is untrue by then", () => {
    const ended = until("1970-01-01T00:00:30Z");
    expect(ended.nextFlip(record, 12_000)).toBe(20_000);
    expect(ended.nextFlip(record, 25_000)).toBeUndefined();
  });

  it("depends on time once it has an end", () => {
    const tier = compileRule(
      { combinator: "and", rules: [{ field: "tier", operator: "=", value: "Gold" }] },
      contactRules(new Map()),
    );
    expect(tier.timed).toBe(false);
    expect(lasting(tier, edgeOf({ retireAt: "2026-11-22" }, "UTC")).timed).toBe(true);
  });
});

describe("a standing", () => {
  const record = recordOf(image(), new Map());
  const at5 = waitSince(5);
  const slow = edgeOf({ entryDwell: "PT1M", exitGrace: "PT2M" }, "UTC");

  it("turns at the instant its truth does where the edge takes no time", () => {
    expect(stand(plainEdge, { member: false }, true, at(5))).toEqual({
      member: true,
      turned: at(5),
    });
    expect(stand(plainEdge, { member: true }, true, at(5))).toEqual({ member: true });
  });

  it("waits since its truth turned, and forgets it when the truth returns", () => {
    const waiting = stand(slow, { member: false }, true, at(5));
    expect(waiting).toEqual({ member: false, waiting: at5 });
    expect(stand(slow, waiting, true, at(7))).toEqual({ member: false, waiting: at5 });
    expect(stand(slow, waiting, false, at(5 + minute))).toEqual({ member: false });
  });
  it("turns when its wait ends, by the cause that began it and the instant it ended", () => {
    const waiting = { member: true, waiting: at5 };
    const end = 5 + 2 * minute;
    expect(deadlineOf(slow, waiting)).toBe(end);
    const cause = { ...at5.cause, at: new Date(end).toISOString() };
    expect(stand(slow, waiting, false, at(end))).toEqual({
      member: false,
      turned: { at: end, cause },
    });
    expect(stand(slow, waiting, true, at(end))).toEqual({ member: true });
    expect(stand(slow, waiting, true, at(end + 1))).toMatchObject({
      member: false,
      waiting: { since: end + 1 },
      turned: { at: end },
    });
  });

  it("keeps a wait that an edit shortened until the edit", () => {
    expect(deadlineOf(plainEdge, { member: true, waiting: at5, notBefore: 50 })).toBe(50);
    expect(deadlineOf(slow, { member: true, waiting: at5, notBefore: 50 })).toBe(5 + 2 * minute);
    expect(deadlineOf(slow, { member: true })).toBeUndefined();
  });

  it("lets no instant pass after the one it is asked for", () => {
    const asked: number[] = [];
    const evaluate = (_: unknown, now: number): true => {
      asked.push(now);
      return true;
    };
    const rule = { evaluate, nextFlip: (_: unknown, now: number) => now + 10 };
    const passed = (from: number | undefined) =>
      passTime({ rule, edge: plainEdge }, record, { member: false }, from, 100);
    expect([passed(undefined), passed(101)]).toEqual([{ member: false }, { member: false }]);
    expect(asked).toEqual([]);
    expect(passed(80)).toMatchObject({ member: true });
    expect(asked).toEqual([80, 90, 100]);
  });

  it("says whether time or the segment's end turned it", () => {
    const edge = edgeOf({ retireAt: "2026-11-22" }, "UTC");
    expect(passing(edge, Date.UTC(2026, 10, 22)).cause.kind).toBe("rule");
    expect(passing(edge, Date.UTC(2026, 10, 22) - 1).cause.kind).toBe("time");
  });

  it("is due at the earlier of two instants, or at the only one", () => {
    expect([earliest(3, 2), earliest(undefined, 2), earliest(3, undefined)]).toEqual([2, 2, 3]);
    expect(earliest(undefined, undefined)).toBeUndefined();
  });
});

describe("what a profile says of a version", () => {
  const version = { ordinal: 5, replaces: [4] };
  const asked = { ...version, segmentId: "s", version: 2, serving: true, building: false };
  const rule = compileRule({ combinator: "and", rules: [] }, contactRules(new Map()));
  const indexed = { ...asked, rule, edge: plainEdge };

  it("is what it says of any that the version takes over from", () => {
    expect(standingBefore(image({ announced: [4] }), indexed, 9)).toEqual({ member: true });
    expect(standingBefore(image({ announced: [5] }), indexed, 9)).toEqual({ member: true });
    expect(standingBefore(image({ announced: [3] }), indexed, 9)).toEqual({ member: false });
  });

  it("goes on with their wait, not before the first of their dues or the present", () => {
    const waiting = { 4: waitSince(2) };
    const profile = image({ announced: [4], waiting, dues: { 4: 7, 5: 8 } });
    const still = { member: true, waiting: waitSince(2) };
    expect(standingBefore(profile, indexed, 9)).toEqual({ ...still, notBefore: 7 });
    expect(standingBefore(profile, indexed, 6)).toEqual({ ...still, notBefore: 6 });
  });

  it("comes up once its due instant has come", () => {
    expect(dueOrdinals(image({ dues: { 1: 9, 2: 10, 3: 11 } }), 10)).toEqual([1, 2]);
  });
});
