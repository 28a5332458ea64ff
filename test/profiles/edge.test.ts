import { describe, expect, it } from "vitest";
import type { SegmentPolicy } from "../../shared/contracts/segment.ts";
import { edgeOf, lasting } from "../../shared/profiles/membership-edge.ts";
import {
  evaluateMemberships,
  type IndexedVersion,
  standingBefore,
} from "../../shared/profiles/memberships.ts";
import { type Flip, newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { recordOf } from "../../shared/profiles/record-of.ts";
import { turnsAt } from "../../shared/profiles/standing.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import { contactRules } from "../segmentation/records.ts";
import { type Life, memberAt, turnsOf } from "./edge-oracle.ts";

const start = Date.parse("2026-11-22T00:00:00Z");
const aMinute = 60_000;
const noTypes = new Map();
const days = 2 * 24 * 60;

function instant(minute: number): number {
  return start + minute * aMinute;
}

function iso(minute: number): string {
  return new Date(instant(minute)).toISOString();
}

function versionOf({ window, dwell, grace, retireAt }: Life, exitLeads: string[]): IndexedVersion {
  const rule = compileRule(
    {
      combinator: "and",
      rules: [
        { field: "tier", operator: "=", value: "Gold" },
        {
          field: "behaviours",
          operator: "",
          match: { mode: "atLeast", threshold: 1 },
          value: {
            combinator: "and",
            rules: [
              { field: "name", operator: "=", value: "viewed" },
              { field: "at", operator: "inLast", value: `PT${window}M` },
            ],
          },
        },
      ],
    },
    contactRules(noTypes),
  );
  const policy: SegmentPolicy = {
    ...(dwell === 0 ? {} : { entryDwell: `PT${dwell}M` }),
    ...(grace === 0 ? {} : { exitGrace: `PT${grace}M` }),
    ...(retireAt > days ? {} : { retireAt: iso(retireAt) }),
    exitLeads,
  };
  const edge = edgeOf(policy, "UTC");
  const named = { ordinal: 1, segmentId: "s", version: 1, serving: true, building: false };
  return { ...named, replaces: [], rule: lasting(rule, edge), edge };
}

/** The person as the sources had told by a minute. */
function personAt({ views, tiers }: Life, minute: number): Pick<Profile, "cells" | "behaviours"> {
  const gold = tiers.findLast(({ from }) => from <= minute)?.gold ?? false;
  const kept = views
    .filter((view) => view <= minute)
    .map((view) => ({
      key: `${view}`,
      connectionId: "crm",
      happenedAt: instant(view),
      receivedAt: instant(view),
      properties: {},
    }));
  return {
    cells: { tier: { crm: { value: gold ? "Gold" : "Silver", at: start, rank: 1 } } },
    behaviours: { viewed: kept },
  };
}

function randomLife(random: Random): Life {
  const minutes = (most: number): number[] =>
    random.list(random.below(most), () => random.below(days)).toSorted((one, two) => one - two);
  return {
    views: minutes(9),
    window: 30 + random.below(600),
    tiers: minutes(6).map((from, at) => ({ from, gold: at % 2 === 0 })),
    dwell: random.pick([0, 0, 1, 45, 400]),
    grace: random.pick([0, 0, 1, 60, 700]),
    retireAt: random.chance(0.3) ? random.below(days) : Number.POSITIVE_INFINITY,
  };
}

/** Evaluates whenever something is told or due, the latter as late as it happens to be. */
class Lived {
  readonly life: Life;
  readonly version: IndexedVersion;
  /** What was said of leavings ahead, and when. */
  readonly tellings: string[] = [];
  profile: Profile;
  #told = 0;

  constructor(life: Life, exitLeads: string[] = []) {
    this.life = life;
    this.version = versionOf(life, exitLeads);
    this.profile = {
      ...newProfile({ workspaceId: "w", object: "contact", id: "0" }, start),
      records: [{ connectionId: "crm", recordId: "1", seenAt: 1 }],
    };
  }

  evaluate(minute: number): readonly Flip[] {
    const now = instant(minute);
    const before = { ...this.profile, ...personAt(this.life, this.#told) };
    const person = { ...this.profile, ...personAt(this.life, minute) };
    this.#told = minute;
    const evaluated = evaluateMemberships({
      profile: person,
      start: person,
      versions: [this.version],
      now,
      record: recordOf(person, noTypes),
      recordBefore: () => recordOf(before, noTypes),
      causeOf: () => ({ at: now, cause: { kind: "change", at: new Date(now).toISOString() } }),
    });
    this.profile = evaluated.profile;
    for (const { lead, leavesAt } of evaluated.approaching)
      this.tellings.push(`${lead} before ${new Date(leavesAt).toISOString()} at ${iso(minute)}`);
    return evaluated.flips;
  }

  get dueMinute(): number {
    const due = this.profile.dues[1];
    return due === undefined ? Number.POSITIVE_INFINITY : Math.ceil((due - start) / aMinute);
  }

  turnsAt(minute: number): number | undefined {
    const now = instant(minute);
    const standing = standingBefore(this.profile, this.version, now);
    return turnsAt(this.version, recordOf(this.profile, noTypes), standing, now);
  }

  get isMember(): boolean {
    return this.profile.announced.includes(1);
  }
}

/** At each of them the engine is told something, in order. */
function newsOf({ views, tiers }: Life): number[] {
  const all = [...views, ...tiers.map(({ from }) => from)];
  return [...new Set(all)].toSorted((one, other) => one - other);
}

describe("a membership with a dwell, a grace and an end", () => {
  it("is what counting minutes says, at every evaluation, with the same instants", () => {
    const seed = seedOf("edge");
    for (let number = 0; number < 1_500; number += 1) {
      const random = new Random(seed + number);
      const lived = new Lived(randomLife(random));
      const turns = turnsOf(lived.life, 2 * days);
      const news = newsOf(lived.life);
      const label = `seed ${seed + number}`;
      lived.evaluate(0);
      for (let minute = 0; minute < days; ) {
        const told = news.find((each) => each > minute) ?? Number.POSITIVE_INFINITY;
        const due = lived.dueMinute + (random.chance(0.6) ? 0 : random.below(500));
        const was = lived.isMember;
        minute = Math.min(told, Math.max(due, minute + 1));
        if (minute > days) break;
        const flips = lived.evaluate(minute);
        expect({ label, minute, member: lived.isMember }).toEqual({
          label,
          minute,
          member: memberAt(turns, minute),
        });
        const turned = was === lived.isMember ? [] : turns.filter(({ at }) => at <= minute);
        const latest = turned.slice(-1).map(({ at }) => instant(at));
        expect({ label, at: flips.map(({ at }) => at) }).toEqual({ label, at: latest });
      }
    }
  });

  it("is foretold to the minute, if nothing else happens", () => {
    const seed = seedOf("forecast");
    let foretold = 0;
    for (let number = 0; number < 800; number += 1) {
      const random = new Random(seed + number);
      const life = randomLife(random);
      const now = random.below(days);
      const views = life.views.filter((view) => view <= now);
      const tiers = life.tiers.filter(({ from }) => from <= now);
      const lived = new Lived({ ...life, views, tiers });
      lived.evaluate(0);
      for (const minute of newsOf(lived.life)) lived.evaluate(minute);
      lived.evaluate(now);
      const turns = turnsOf(lived.life, 2 * days);
      const next = turns.find(({ at }) => at > now)?.at;
      if (next !== undefined) foretold += 1;
      expect({ label: `seed ${seed + number}`, at: lived.turnsAt(now) }).toEqual({
        label: `seed ${seed + number}`,
        at: next === undefined ? undefined : instant(next),
      });
    }
    expect(foretold).toBeGreaterThan(50);
  });
});

/** When each leaving is to be told of, by minute of telling, from what is known at that minute. */
function tellings(life: Life, leads: readonly number[]): string[] {
  const news = newsOf(life);
  const told = new Map<string, number>();
  for (const [at, from] of [0, ...news].entries()) {
    const known = {
      ...life,
      views: life.views.filter((view) => view <= from),
      tiers: life.tiers.filter((tier) => tier.from <= from),
    };
    const turns = turnsOf(known, 2 * days);
    for (let minute = from; minute < (news[at] ?? days); minute += 1) {
      const next = turns.find((turn) => turn.at > minute);
      if (next === undefined || next.member) continue;
      for (const lead of leads) {
        const key = `PT${lead}M before ${iso(next.at)}`;
        if (minute >= next.at - lead && !told.has(key)) told.set(key, minute);
      }
    }
  }
  return [...told].map(([key, minute]) => `${key} at ${iso(minute)}`).toSorted();
}

describe("leads of a leaving", () => {
  it("are each told once for one instant of leaving, when they begin or it is first known", () => {
    const seed = seedOf("leads");
    const leads = [180, 20];
    let told = 0;
    for (let number = 0; number < 300; number += 1) {
      const random = new Random(seed + number);
      const lived = new Lived(
        randomLife(random),
        leads.map((lead) => `PT${lead}M`),
      );
      const news = newsOf(lived.life);
      lived.evaluate(0);
      for (let minute = 0; ; ) {
        const next = news.find((each) => each > minute) ?? Number.POSITIVE_INFINITY;
        // Also where nothing is due: a repeat tells nothing.
        minute = Math.min(next, lived.dueMinute, minute + 1 + random.below(240));
        if (minute >= days) break;
        lived.evaluate(minute);
      }
      told += lived.tellings.length;
      expect({ label: `seed ${seed + number}`, told: lived.tellings.toSorted() }).toEqual({
        label: `seed ${seed + number}`,
        told: tellings(lived.life, leads),
      });
    }
    expect(told).toBeGreaterThan(100);
  });
});
