import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesMessage } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { explanationAsOf } from "../../shared/flow/as-of-explanation.ts";
import { membersAsOf } from "../../shared/flow/as-of-members.ts";
import { explainMembership } from "../../shared/flow/explain-membership.ts";
import { profileById, within } from "../../shared/flow/look-up-profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type {
  ElementExplanation,
  Explanation,
} from "../../shared/segmentation/evaluate/explanation.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, deleted, did, merged, prm, type Source, set, where } from "./messages.ts";
import { company, some, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aMinute = 60_000;
const aDay = 86_400_000;
const start = Date.parse("2026-11-22T09:00:00Z");
const everybody = { limit: 1_000, after: undefined };

async function then(here: World, segment: Segment, instant: number): Promise<string[]> {
  const { members } = await membersAsOf(here.context, segment, instant, everybody);
  return members.map(({ profileId }) => profileId).sort();
}

describe("who was in a segment, and why", () => {
  it("is what it was, whatever has been heard since", async () => {
    const here = world("as-it-was");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    here.now += aMinute;
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.settle();
    const before = here.now;
    here.now += aDay;
    // Told late: it was true then, but nobody knew.
    await here.apply(crm.says(set("1", { tier: "Silver" }, 30)));
    await here.settle();
    const id = profileIdOf(here.workspaceId, "contact", "crm", "1");
    expect(await then(here, gold, before - aMinute)).toEqual([]);
    expect(await then(here, gold, before)).toEqual([id]);
    expect(await then(here, gold, here.now)).toEqual([]);
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    const explained = await explanationAsOf(here.context, key, gold, before);
    expect(explained).toMatchObject({
      standing: { kind: "entered", cause: { kind: "change", attribute: "tier" } },
      tree: { truth: true, children: [{ seen: "Gold" }] },
      live: { version: { version: 1 } },
    });
    expect((await explanationAsOf(here.context, key, gold, here.now)).tree.truth).toBe(false);
  });
});

interface Snapshot {
  readonly at: number;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly trees: ReadonlyMap<string, unknown>;
}

const contacts: readonly (readonly [Source, string])[] = [
  [crm, "1"],
  [crm, "2"],
  [crm, "3"],
  [prm, "1"],
  [prm, "2"],
];

/** What any source may say next; instants are told early, late and twice. */
function said(random: Random, now: number): Omit<ChangesMessage, "workspaceId"> {
  const [source, id] = random.pick(contacts);
  const minute = Math.floor((now - start) / aMinute) - random.below(90);
  const tier = random.pick(["Gold", "Silver", null]);
  switch (random.below(9)) {
    case 0:
      return source.says(did(id, random.pick(["login", "view"]), now - random.below(9) * aDay));
    case 1:
      return source.says(deleted(id, minute));
    case 2:
      return source.says(worksAt(id, random.pick(["acme", "apex"]), minute, random.chance(0.3)));
    case 3:
    case 4:
      return source.says(company(random.pick(["acme", "apex"]), { tier }, minute));
    case 5:
      return source.says(
        set(id, { email: random.pick(["ann@acme.test", "bob@acme.test"]) }, minute),
      );
    case 6:
      return crm.says(merged(random.pick(["1", "2"]), ["3"], minute));
    default:
      return source.says(set(id, { tier }, minute));
  }
}

async function segmentsOf(here: World): Promise<Segment[]> {
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  return [
    gold,
    await here.segment({ name: "Not Gold", rule: where("tier", "!=", "Gold") }),
    await here.segment({ name: "Once Gold", rule: where("tier", "hasEverBeen", ["Gold"]) }),
    await here.segment({ name: "Active", rule: atLeast(2, "login", "P7D") }),
    await here.segment({ name: "At Gold", rule: some("company", where("tier", "=", "Gold")) }),
    await here.segment({ name: "In Gold", rule: where("segment", "in", [gold.id]) }),
  ];
}

function idsIn(here: World): string[] {
  return contacts.map(([source, id]) =>
    profileIdOf(here.workspaceId, "contact", source.connectionId, id),
  );
}

/** Profiles forget what no rule can see, so that lists may be shorter; what they say is the same. */
function outline(node: Explanation | ElementExplanation): unknown {
  const seen = "seen" in node ? node.seen : undefined;
  const decidedBy = "decidedBy" in node ? node.decidedBy : undefined;
  return { truth: node.truth, flipsAt: node.flipsAt, seen, decidedBy };
}

/** With the conditions right below. */
function outlines(tree: Explanation): object {
  const children = "children" in tree ? tree.children.map((each) => outline(each)) : [];
  return { tree: outline(tree), children };
}

async function snapshot(here: World, segments: readonly Segment[]): Promise<Snapshot> {
  const members = new Map<string, string[]>();
  const trees = new Map<string, unknown>();
  for (const segment of segments) {
    members.set(segment.id, await here.members(segment));
    for (const id of idsIn(here)) {
      const profile = await profileById(here.context, within(here.workspaceId, "contact"), id);
      if (profile === undefined) continue;
      const explained = await explainMembership(here.context, profile, segment);
      const { member, tree } = explained;
      trees.set(`${segment.id} ${id}`, { profileId: profile.id, member, ...outlines(tree) });
    }
  }
  return { at: here.now, members, trees };
}

describe("as-of answers after random histories", () => {
  const seed = seedOf("as of");
  it.each([0, 1])("are the snapshots that were taken while they happened (%i)", async (run) => {
    const random = new Random(seed + run);
    const here = world(`random-${run}`);
    const segments = await segmentsOf(here);
    const snapshots: Snapshot[] = [];
    for (let step = 0; step < 14; step += 1) {
      await here.travel(here.now + aMinute + random.below(2) * random.below(3 * 24) * 60 * aMinute);
      await here.apply(said(random, here.now));
      await here.settle();
      if (random.chance(0.4)) snapshots.push(await snapshot(here, segments));
    }
    for (const { at, members, trees } of snapshots)
      for (const segment of segments) {
        expect([at, await then(here, segment, at)]).toEqual([at, members.get(segment.id)]);
        for (const id of idsIn(here)) {
          const shown = trees.get(`${segment.id} ${id}`);
          if (shown === undefined) continue;
          const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
          const { profile, standing, tree } = await explanationAsOf(here.context, key, segment, at);
          const member = standing !== undefined;
          const told = { profileId: profile.id, member, ...outlines(tree) };
          expect([at, segment.name, told]).toEqual([at, segment.name, shown]);
        }
      }
  });
});
