import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuildMessage } from "../../shared/contracts/segment.ts";
import { buildSegment } from "../../shared/flow/build-segment.ts";
import {
  addCandidate,
  createSegment,
  promote,
  resume,
  retire,
} from "../../shared/flow/define-segment.ts";
import { giveUpBuild } from "../../shared/flow/finish-build.ts";
import { IndexReader } from "../../shared/flow/index-reader.ts";
import { listMembers } from "../../shared/flow/list-members.ts";
import { membershipsNow } from "../../shared/flow/membership-now.ts";
import { partitions, profileIdOf } from "../../shared/profiles/profile-id.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { foundBy } from "../../shared/storage/members.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = where("tier", "=", "Gold");

function wanted(here: World, name = "Gold", rule: RuleGroup = gold) {
  const { workspaceId } = here;
  return { workspaceId, object: "contact", owner: "ann@acme.test", name, rule } as const;
}

async function current(here: World, id: string) {
  const segment = await here.storage.segments.get(here.workspaceId, id);
  if (segment === undefined) throw new Error("no such segment");
  return segment;
}

async function promoted(here: World, id: string, rule: RuleGroup) {
  const candidate = await addCandidate(here.context, await current(here, id), rule);
  return promote(here.context, await current(here, id), candidate.version);
}

/** Hands on the builds of one stage, in the given number; a new reader as after the lease. */
async function build(here: World, messages = here.builds.take()) {
  for (const message of messages)
    await buildSegment(
      { ...here.context, index: new IndexReader(here.storage.index) },
      BuildMessage.parse(message),
    );
}

function kinds(transitions: readonly { kind: string }[]) {
  return transitions.map((each) => each.kind);
}

describe("a segment retired while it is being built", () => {
  it("stays retired and keeps nobody", async () => {
    const here = world("retire-building");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const created = await createSegment(here.context, wanted(here));
    const first = here.builds.take();
    await build(here, first.slice(0, 8));
    await retire(here.context, await current(here, created.id));
    await build(here, first.slice(8));
    expect((await current(here, created.id)).state).toBe("retired");
    await here.settle();
    expect((await current(here, created.id)).state).toBe("retired");
    expect(await here.members(created)).toEqual([]);
    expect(await here.size(created)).toBe(0);
  });

  it("while a version is built beside the live one, stays retired", async () => {
    const here = world("retire-candidate");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, where("city", "null"));
    await retire(here.context, await current(here, segment.id));
    await here.settle();
    expect((await current(here, segment.id)).state).toBe("retired");
    expect(await here.members(segment)).toEqual([]);
    const applied = await here.apply(crm.says(set("2", { tier: "Gold" })));
    expect(applied).toMatchObject({ touched: 0, segments: 0 });
  });

  it("may be retired again after a crash, and is counted once", async () => {
    const here = world("retire-again");
    await here.segment({ name: "Other", rule: where("city", "=", "Oslo") });
    const segment = await here.segment({ name: "Gold", rule: gold });
    await retire(here.context, segment);
    await retire(here.context, await current(here, segment.id));
    expect((await here.storage.index.root(here.workspaceId)).segmentCount).toBe(1);
  });
});

describe("a promotion", () => {
  it("is seen at one instant by whoever reads, long before the walk has come to everybody", async () => {
    const here = world("promote-atomic");
    const tiers = ["Gold", "Silver", "Gold", "Silver", "Bronze", "Gold", "Silver"];
    const people = tiers.map((tier, at) => set(`${at}`, { tier, city: at < 3 ? "Oslo" : "Rome" }));
    await here.apply(crm.says(...people));
    const segment = await here.segment({ name: "Gold", rule: gold });
    const idOf = (at: number) => profileIdOf(here.workspaceId, "contact", "crm", `${at}`);
    const seen = async () => {
      const now = await current(here, segment.id);
      const listed = await listMembers(here.context, now, { limit: 100 });
      const profiles = await here.storage.profiles.read(
        tiers.map((_, at) => ({ workspaceId: here.workspaceId, object: "contact", id: idOf(at) })),
      );
      const told = await Promise.all(
        [...profiles.values()].map(async (profile) =>
          (await membershipsNow(here.context, profile)).length > 0 ? [profile.id] : [],
        ),
      );
      const members = listed.members.map(({ profileId }) => profileId).toSorted();
      return { version: now.version, members, told: told.flat().toSorted() };
    };
    const [golden, silver] = ["Gold", "Silver"].map((wantedTier) =>
      tiers.flatMap((tier, at) => (tier === wantedTier ? [idOf(at)] : [])).toSorted(),
    );
    await promoted(here, segment.id, where("tier", "=", "Silver"));
    const first = here.builds.take();
    await build(here, first.slice(0, -1));
    await here.settleStream();
    expect(await seen()).toEqual({ version: 1, members: golden, told: golden });
    await build(here, first.slice(-1));
    await here.settleStream();
    expect(await seen()).toEqual({ version: 2, members: silver, told: silver });
    const second = here.builds.take();
    await build(here, second.slice(0, 9));
    await here.settleStream();
    expect(await seen()).toEqual({ version: 2, members: silver, told: silver });
    await build(here, second.slice(9));
    await here.settle();
    expect(await seen()).toEqual({ version: 2, members: silver, told: silver });
    expect(await here.size(segment)).toBe(3);
    const left = await here.storage.members.bySince(
      here.workspaceId,
      foundBy(segment.id, 2),
      10,
      undefined,
    );
    expect(left).toEqual([]);
  });

  it("says each entry once, whenever it comes", async () => {
    const here = world("promote-entries");
    await here.apply(crm.says(set("old", { tier: "Silver" })));
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, {
      combinator: "and",
      rules: [
        { field: "tier", operator: "=", value: "Gold" },
        { field: "city", operator: "null" },
      ],
    });
    await build(here);
    here.context.index.forget();
    await here.apply(crm.says(set("between", { tier: "Gold" }, 1)));
    await here.apply(crm.says(set("old", { tier: "Gold" }, 1)));
    await here.settle();
    await here.apply(crm.says(set("after", { tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(3);
    expect(await here.size(segment)).toBe(3);
    expect(kinds(await here.transitions(segment))).toEqual(["entered", "entered", "entered"]);
  });

  it("makes the new version serve in the same write that takes the old one out", async () => {
    const here = world("promote-at-once");
    await here.apply(crm.says(set("old", { tier: "Silver" })));
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, gold);
    const roots: number[] = [];
    const store = here.storage.index;
    const original = store.replaceRoot.bind(store);
    store.replaceRoot = async (workspaceId, root, read) => {
      await original(workspaceId, root, read);
      const entries = await store.entries(workspaceId, Object.values(root.directory));
      roots.push(entries.filter((entry) => entry.serving).length);
    };
    await here.settle();
    expect(roots).not.toContain(2);
  });

  it("that was given up and asked for again, enters nobody twice", async () => {
    const here = world("promote-again");
    const people = Array.from({ length: 40 }, (_, record) => set(`${record}`, { tier: "Gold" }));
    await here.apply(crm.says(...people));
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, where("city", "null"));
    await build(here);
    const second = here.builds.take();
    await build(here, second.slice(0, 8));
    await giveUpBuild(here.context, BuildMessage.parse(second[8]), "the database was away");
    await promote(here.context, await current(here, segment.id), 2);
    await here.settle();
    expect(kinds(await here.transitions(segment))).toEqual(people.map(() => "entered"));
    await here.apply(crm.says(...people.map(({ recordId }) => set(recordId, { city: "Oslo" }, 5))));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect(await here.size(segment)).toBe(0);
    expect(await here.transitions(segment)).toHaveLength(80);
  });

  it("back to an older version moves everybody back", async () => {
    const here = world("roll-back");
    await here.apply(
      crm.says(set("both", { tier: "Gold", city: "Oslo" }), set("one", { tier: "Gold" })),
    );
    const segment = await here.segment({ name: "S", rule: gold });
    await promoted(here, segment.id, where("city", "=", "Oslo"));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await promote(here.context, await current(here, segment.id), 1);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    expect(await current(here, segment.id)).toMatchObject({ state: "live", version: 1 });
    await here.apply(
      crm.says(set("both", { tier: "Silver" }, 9), set("one", { tier: "Silver" }, 9)),
    );
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect(await here.size(segment)).toBe(0);
  });

  it("lets two profiles join in the middle without a word", async () => {
    const here = world("promote-join");
    const { workspaceId } = here;
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
    await here.apply(prm.says(set("p1", { tier: "Gold" }, 1)));
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, gold);
    await build(here);
    const visited = profileIdOf(workspaceId, "contact", "crm", "1").slice(0, 1);
    const messages = here.builds.take();
    await build(here, [messages[partitions.indexOf(visited)]]);
    await here.settleStream();
    here.context.index.forget();
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 2)));
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 2)));
    await build(here, messages);
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    expect(await here.size(segment)).toBe(1);
    expect(kinds(await here.transitions(segment))).toEqual(["entered", "entered"]);
  });
});

describe("a build", () => {
  it("told twice that it is finished goes live once", async () => {
    const here = world("finish-twice");
    const segment = await here.segment({ name: "Gold", rule: gold });
    await promoted(here, segment.id, where("city", "null"));
    const messages = here.builds.take();
    await build(here, messages.slice(0, 15));
    const store = here.storage.segments;
    const original = store.write.bind(store);
    store.write = () => Promise.reject(new RetryableError("crashed"));
    await expect(build(here, messages.slice(15))).rejects.toThrow("crashed");
    store.write = original;
    await build(here, messages.slice(15));
    await here.settle();
    expect(await current(here, segment.id)).toMatchObject({ state: "live", version: 2 });
    expect((await current(here, segment.id)).versions[1]?.state).toBe("live");
  });

  it("that crashed before its first step is resumed", async () => {
    const here = world("crash-define");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const { builds } = here.storage;
    const original = builds.start.bind(builds);
    builds.start = () => Promise.reject(new RetryableError("crashed"));
    await expect(createSegment(here.context, wanted(here))).rejects.toThrow("crashed");
    builds.start = original;
    const [stored] = await here.storage.segments.all(here.workspaceId);
    if (stored === undefined) throw new Error("the segment was not stored");
    await resume(here.context, stored);
    await here.settle();
    expect((await current(here, stored.id)).state).toBe("live");
    expect(await here.members(stored)).toHaveLength(1);
    expect(kinds(await here.transitions(stored))).toEqual(["entered"]);
    expect((await here.storage.index.root(here.workspaceId)).segmentCount).toBe(1);
  });

  it("of a segment that crashed on the way can be retired without a trace", async () => {
    const here = world("crash-retire");
    const { builds } = here.storage;
    const original = builds.start.bind(builds);
    builds.start = () => Promise.reject(new RetryableError("crashed"));
    await expect(createSegment(here.context, wanted(here))).rejects.toThrow("crashed");
    builds.start = original;
    const [stored] = await here.storage.segments.all(here.workspaceId);
    if (stored === undefined) throw new Error("the segment was not stored");
    await retire(here.context, stored);
    await here.settle();
    const applied = await here.apply(crm.says(set("1", { tier: "Gold" })));
    expect(applied).toMatchObject({ touched: 0, segments: 0 });
  });

  it("given up after it was done changes nothing", async () => {
    const here = world("late-give-up");
    const created = await createSegment(here.context, wanted(here));
    const messages = here.builds.take();
    await build(here, messages);
    await here.settle();
    await giveUpBuild(here.context, BuildMessage.parse(messages[0]), "a late copy");
    expect((await current(here, created.id)).versions[0]?.state).toBe("live");
  });
});

describe("many segments", () => {
  it("are made at once and finish at once", async () => {
    const here = world("many-at-once");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const created = await Promise.all(
      Array.from({ length: 12 }, (_, number) =>
        createSegment(here.context, wanted(here, `Gold ${number}`)),
      ),
    );
    await Promise.all(here.builds.take().map((message) => build(here, [message])));
    await here.settle();
    for (const { id } of created) {
      expect((await current(here, id)).state).toBe("live");
      expect(await here.members({ id })).toHaveLength(1);
    }
    expect((await here.storage.index.root(here.workspaceId)).segmentCount).toBe(12);
  });
});
