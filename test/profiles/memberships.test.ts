import { describe, expect, it } from "vitest";
import { withdraw } from "../../shared/profiles/leaving.ts";
import { edgeOf, plainEdge } from "../../shared/profiles/membership-edge.ts";
import { evaluateMemberships, type IndexedVersion } from "../../shared/profiles/memberships.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { recordOf } from "../../shared/profiles/record-of.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { contactRules } from "../segmentation/records.ts";

const aDay = 86_400_000;
const noTypes = new Map();
const gold: RuleGroup = {
  combinator: "and",
  rules: [{ field: "tier", operator: "=", value: "Gold" }],
};
const certifiedLately: RuleGroup = {
  combinator: "and",
  rules: [{ field: "certifiedAt", operator: "inLast", value: "P30D" }],
};

function version(
  ordinal: number,
  rule: RuleGroup,
  more: Partial<IndexedVersion> = {},
): IndexedVersion {
  return {
    ordinal,
    segmentId: "s",
    version: ordinal,
    serving: true,
    building: false,
    replaces: [],
    rule: compileRule(rule, contactRules(noTypes)),
    edge: plainEdge,
    ...more,
  };
}

function profileWith(values: Record<string, string>, more: Partial<Profile> = {}): Profile {
  return {
    ...newProfile({ workspaceId: "w", object: "contact", id: "0" }, 0),
    records: [{ connectionId: "crm", recordId: "1", seenAt: 1 }],
    cells: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { crm: { value, at: 1, rank: 1 } }]),
    ),
    ...more,
  };
}

function evaluated(profile: Profile, versions: readonly IndexedVersion[], now = 10) {
  const reason = { at: now, cause: { kind: "change" as const, at: new Date(now).toISOString() } };
  const record = recordOf(profile, noTypes);
  return evaluateMemberships({
    profile,
    start: profile,
    versions,
    now,
    record,
    recordBefore: () => record,
    causeOf: () => reason,
  });
}

describe("memberships of a profile", () => {
  it("turn once when the rule becomes true, and not again", () => {
    const first = evaluated(profileWith({ tier: "Gold" }), [version(4, gold)]);
    expect(first.profile.announced).toEqual([4]);
    expect(first.flips).toMatchObject([{ ordinal: 4, kind: "entered" }]);
    expect(evaluated(first.profile, [version(4, gold)]).flips).toEqual([]);
  });

  it("stay as they are in versions that are not evaluated", () => {
    const before = profileWith(
      { tier: "Gold" },
      { memberOf: [2], announced: [2], dues: { 2: 50 } },
    );
    expect(evaluated(before, [version(4, gold)]).profile).toMatchObject({
      memberOf: [2, 4],
      announced: [2, 4],
      dues: { 2: 50 },
    });
  });

  it("are not public in a version built beside a live one", () => {
    const beside = version(5, gold, { serving: false, replaces: [4] });
    const before = profileWith({ tier: "Gold" }, { memberOf: [4], announced: [4] });
    const { profile, flips } = evaluated(before, [beside]);
    expect(profile).toMatchObject({ memberOf: [4, 5], announced: [4] });
    expect(flips).toEqual([]);
  });

  it("pass silently to the version that takes over", () => {
    const before = profileWith({ tier: "Gold" }, { memberOf: [4, 5], announced: [4] });
    const { profile, flips } = evaluated(before, [version(5, gold, { replaces: [4] })]);
    expect(profile).toMatchObject({ memberOf: [5], announced: [5] });
    expect(flips).toEqual([]);
  });

  it("end when the version that takes over says no", () => {
    const before = profileWith({ tier: "Silver" }, { memberOf: [4], announced: [4] });
    const { profile, flips } = evaluated(before, [version(5, gold, { replaces: [4] })]);
    expect(profile).toMatchObject({ memberOf: [], announced: [] });
    expect(flips).toMatchObject([{ ordinal: 4, kind: "exited" }]);
  });

  it("end everywhere once no source has the person any more", () => {
    const deleted = [{ connectionId: "crm", recordId: "1", seenAt: 1, deletedAt: 2 }];
    const before = profileWith({ tier: "Gold" }, { announced: [4], records: deleted });
    expect(evaluated(before, [version(4, gold)]).profile).toMatchObject({
      memberOf: [],
      announced: [],
    });
  });

  it("note when time alone will turn them", () => {
    const profile = profileWith({ certifiedAt: "2026-11-01T00:00:00Z" });
    const now = Date.parse("2026-11-10T00:00:00Z");
    const { profile: after } = evaluated(profile, [version(4, certifiedLately)], now);
    expect(after.dues).toEqual({ 4: Date.parse("2026-12-01T00:00:00Z") });
  });

  it("are withdrawn from versions that are gone, and only from those", () => {
    const before = profileWith({}, { memberOf: [2, 4], announced: [2, 4], dues: { 2: 5, 4: 6 } });
    const reason = { at: 9, cause: { kind: "rule" as const, at: "1970-01-01T00:00:00.009Z" } };
    const { profile, flips } = withdraw(before, new Set([4]), reason);
    expect(profile).toMatchObject({ memberOf: [2], announced: [2], dues: { 2: 5 } });
    expect(flips).toEqual([{ ordinal: 4, kind: "exited", ...reason }]);
  });
});

describe("a flip by time that is evaluated late", () => {
  it("tells the instant at which it happened", () => {
    const profile = profileWith({ certifiedAt: "2026-11-01T00:00:00Z" });
    const due = Date.parse("2026-12-01T00:00:00Z");
    const member = { ...profile, memberOf: [1], announced: [1], dues: { 1: due } };
    const { flips } = evaluated(member, [version(1, certifiedLately)], due + 5 * aDay);
    expect(flips).toMatchObject([
      { kind: "exited", at: due, cause: { kind: "time", at: new Date(due).toISOString() } },
    ]);
  });
});

describe("a segment that lets people dwell first", () => {
  const dwelling = { edge: edgeOf({ entryDwell: "P1D" }, "UTC") };

  it("admits at once whom its first build finds, and lets others wait", () => {
    const built = evaluated(profileWith({ tier: "Gold" }), [
      version(1, gold, { ...dwelling, building: true }),
    ]);
    expect(built.profile).toMatchObject({ announced: [1], waiting: {} });
    const turned = evaluated(profileWith({ tier: "Gold" }), [version(1, gold, dwelling)]);
    expect(turned.profile).toMatchObject({ announced: [], waiting: { 1: { since: 10 } } });
    expect(turned.profile.dues).toEqual({ 1: 10 + aDay });
  });

  it("admits at once whom a version found before it took over", () => {
    const found = profileWith({ tier: "Gold" }, { memberOf: [5] });
    const takesOver = version(5, gold, { ...dwelling, replaces: [4] });
    expect(evaluated(found, [takesOver]).profile.announced).toEqual([5]);
  });

  it("lets whoever waited in the version before go on waiting in the one that takes over", () => {
    const cause = { kind: "change" as const, at: "1970-01-01T00:00:00.005Z" };
    const waits = profileWith(
      { tier: "Gold" },
      { memberOf: [4, 5], waiting: { 4: { since: 5, cause } }, dues: { 4: 5 + aDay } },
    );
    const { profile, flips } = evaluated(waits, [version(5, gold, { ...dwelling, replaces: [4] })]);
    expect(profile).toMatchObject({ announced: [], waiting: { 5: { since: 5, cause } } });
    expect(Object.keys(profile.waiting)).toEqual(["5"]);
    expect(profile.dues).toEqual({ 5: 5 + aDay });
    expect(flips).toEqual([]);
  });
});

describe("a version that does not speak for its segment yet", () => {
  it("remembers when time alone will turn it", () => {
    const profile = profileWith({ certifiedAt: "2026-11-01T00:00:00Z" });
    const beside = version(5, certifiedLately, { serving: false });
    const now = Date.parse("2026-11-10T00:00:00Z");
    expect(evaluated(profile, [beside], now).profile).toMatchObject({
      memberOf: [5],
      announced: [],
      dues: { 5: Date.parse("2026-12-01T00:00:00Z") },
    });
  });
});

describe("whom no source has any more", () => {
  it("is told of in no flip, nor of any leaving ahead", () => {
    const records = [{ connectionId: "crm", recordId: "1", seenAt: 1, deletedAt: 2 }];
    const { flips, approaching } = evaluated(profileWith({}, { records }), [version(4, gold)]);
    expect([flips, approaching]).toEqual([[], []]);
  });
});

describe("a change that is heard of before it counts", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");
  const at = now - 5_000;
  const cause = { kind: "change" as const, at: new Date(at).toISOString() };
  const lately: RuleGroup = {
    combinator: "and",
    rules: [{ field: "certifiedAt", operator: "inLast", value: "PT2S" }],
  };

  it("turns at its own instant, and what time did since turns it back", () => {
    const profile = profileWith({ certifiedAt: new Date(at).toISOString() });
    const record = recordOf(profile, noTypes);
    const none = recordOf(profileWith({}), noTypes);
    const { profile: after, flips } = evaluateMemberships({
      profile: { ...profile, announced: [1], memberOf: [1] },
      start: { ...profile, announced: [1], memberOf: [1] },
      versions: [version(1, lately)],
      now,
      record,
      recordBefore: () => none,
      causeOf: () => ({ at, cause }),
    });
    expect(after.announced).toEqual([]);
    expect(flips).toMatchObject([{ kind: "exited" }]);
  });
});
