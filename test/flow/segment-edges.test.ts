import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Segment } from "../../shared/contracts/segment.ts";
import { addCandidate, promote } from "../../shared/flow/define-segment.ts";
import { explainMembership } from "../../shared/flow/explain-membership.ts";
import { listMembers } from "../../shared/flow/list-members.ts";
import { membershipsNow } from "../../shared/flow/membership-now.ts";
import { retireOutlived } from "../../shared/flow/retire-outlived.ts";
import { applyPolicy } from "../../shared/flow/segment-policy.ts";
import { partitions, profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const gold = where("tier", "=", "Gold");

function and(...rules: RuleGroup["rules"]): RuleGroup {
  return { combinator: "and", rules };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

async function told(here: World, segment: Segment) {
  return (await here.transitions(segment)).map(({ kind, at, cause }) => ({ kind, at, cause }));
}

/** Somebody is Gold, and an hour later no longer is. */
async function leaving(here: World, segment: Segment): Promise<number> {
  await here.apply(crm.says(set("1", { tier: "Gold" })));
  await here.settle();
  here.now += 3_600_000;
  await here.apply(crm.says(set("1", { tier: "Silver" }, 60)));
  await here.settle();
  expect(await here.members(segment)).toHaveLength(1);
  return here.now;
}

async function profileOf(here: World, recordId: string) {
  const id = profileIdOf(here.workspaceId, "contact", "crm", recordId);
  const key = { workspaceId: here.workspaceId, object: "contact" as const, id };
  const profile = (await here.storage.profiles.read([key])).get(id);
  if (profile === undefined) throw new Error("there is no such profile");
  return profile;
}

describe("exit grace", () => {
  it("keeps a member until it has passed, and tells the change that began it", async () => {
    const here = world("grace");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const left = await leaving(here, segment);
    const shown = await listMembers(here.context, segment, { limit: 10 });
    expect(shown.members).toMatchObject([{ leavesAt: left + 14 * aDay }]);
    expect(
      await explainMembership(here.context, await profileOf(here, "1"), segment),
    ).toMatchObject({
      member: true,
      leavesAt: left + 14 * aDay,
    });
    await here.travel(left + 14 * aDay - 1);
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(left + 14 * aDay);
    expect(await here.members(segment)).toEqual([]);
    const at = iso(left + 14 * aDay);
    expect((await told(here, segment)).at(-1)).toEqual({
      kind: "exited",
      at,
      cause: { kind: "change", attribute: "tier", connection: "crm", at },
    });
  });

  it("is over for who returns in time, without a word", async () => {
    const here = world("returns");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const left = await leaving(here, segment);
    here.now = left + 13 * aDay;
    await here.apply(crm.says(set("1", { tier: "Gold" }, 100)));
    await here.settle();
    await here.travel(left + 60 * aDay);
    expect(await here.members(segment)).toHaveLength(1);
    expect((await told(here, segment)).map(({ kind }) => kind)).toEqual(["entered"]);
  });

  it("tells the true instant, however late it is evaluated", async () => {
    const here = world("late");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P1D" });
    const left = await leaving(here, segment);
    here.now = left + 9 * aDay;
    await here.apply(crm.says(set("1", { tier: "Gold", city: "Oslo" }, 14_000)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.apply(crm.says(set("1", { tier: "Silver" }, 14_001)));
    here.now += 30 * aDay;
    await here.travel(here.now);
    expect((await told(here, segment)).at(-1)?.at).toBe(iso(left + 10 * aDay));
  });

  it("holds nobody whom no source has any more", async () => {
    const here = world("deleted");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    await leaving(here, segment);
    await here.apply(crm.says(deleted("1", 90)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect((await told(here, segment)).at(-1)?.cause.kind).toBe("deletion");
  });

  it("goes on for the person who is joined with another", async () => {
    const here = world("joined");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const left = await leaving(here, segment);
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 70)));
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 80)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(left + 14 * aDay);
    expect(await here.members(segment)).toEqual([]);
    expect((await told(here, segment)).map(({ kind }) => kind)).toEqual(["entered", "exited"]);
  });

  it("is not lost when the record is merged into one that never was a member", async () => {
    const here = world("merged");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    await here.apply(crm.says(set("2", { tier: "Bronze" }, 200)));
    const left = await leaving(here, segment);
    await here.apply(crm.says(merged("2", ["1"], 210)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(left + 14 * aDay);
    expect(await here.members(segment)).toEqual([]);
    expect((await told(here, segment)).map(({ kind }) => kind)).toEqual(["entered", "exited"]);
  });

  it("is what segments that read the segment see", async () => {
    const here = world("read");
    const best = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const reading = { field: "segment", operator: "in", value: [best.id] };
    const invited = await here.segment({ name: "Invited", rule: and(reading) });
    const left = await leaving(here, best);
    expect(await here.members(invited)).toHaveLength(1);
    await here.travel(left + 14 * aDay);
    expect(await here.members(invited)).toEqual([]);
    expect((await told(here, invited)).at(-1)?.at).toBe(iso(left + 14 * aDay));
  });

  it("keeps nobody who was a member only on the way of one decision", async () => {
    const here = world("on-the-way");
    const first = await here.segment({ name: "Gold", rule: gold });
    const reads = (operator: string, id: string) => ({ field: "segment", operator, value: [id] });
    const second = await here.segment({ name: "Also", rule: and(reads("in", first.id)) });
    const only = await here.segment({
      name: "The first without the second",
      rule: and(reads("in", first.id), reads("notIn", second.id)),
      exitGrace: "P14D",
    });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(only)).toEqual([]);
    expect(await told(here, only)).toEqual([]);
  });
});

describe("entry dwell", () => {
  it("admits who has stayed eligible for so long, and at once whom a first build finds", async () => {
    const here = world("dwell");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const segment = await here.segment({ name: "Gold", rule: gold, entryDwell: "P7D" });
    expect(await here.members(segment)).toHaveLength(1);
    const began = here.now;
    await here.apply(crm.says(set("2", { tier: "Gold" }), set("3", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    const explained = await explainMembership(here.context, await profileOf(here, "2"), segment);
    expect(explained).toMatchObject({ member: false, joinsAt: began + 7 * aDay });
    await here.travel(began + 3 * aDay);
    await here.apply(crm.says(set("3", { tier: "Silver" }, 5)));
    await here.travel(began + 7 * aDay);
    expect(await here.members(segment)).toHaveLength(2);
    expect((await told(here, segment)).at(-1)).toMatchObject({
      kind: "entered",
      at: iso(began + 7 * aDay),
      cause: { kind: "change", attribute: "tier" },
    });
  });
});

describe("a policy that is changed", () => {
  async function change(here: World, { id }: Segment, policy: Partial<Segment>): Promise<void> {
    const current = await here.storage.segments.get(here.workspaceId, id);
    if (current === undefined) throw new Error("the segment is gone");
    const written = await here.storage.segments.write({ ...current, ...policy });
    await applyPolicy(here.context, written);
    await here.settle();
  }

  it("counts from when the rule turned, yet lets nobody leave before the edit", async () => {
    const here = world("shortened");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const left = await leaving(here, segment);
    await change(here, segment, { exitGrace: "P20D" });
    await here.travel(left + 19 * aDay);
    expect(await here.members(segment)).toHaveLength(1);
    await change(here, segment, { exitGrace: "P2D" });
    expect(await here.members(segment)).toEqual([]);
    expect((await told(here, segment)).at(-1)).toMatchObject({ at: iso(left + 19 * aDay) });
  });

  it("holds those whom an edited rule leaves out, from the instant it serves", async () => {
    const here = world("edited-out");
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    await addCandidate(here.context, segment, where("tier", "=", "Silver"));
    const edited = await here.storage.segments.get(here.workspaceId, segment.id);
    await promote(here.context, edited ?? segment, 2);
    await here.build(partitions.length);
    const [shown] = await membershipsNow(here.context, await profileOf(here, "1"));
    expect(shown).toMatchObject({ segment: { version: 2 }, leavesAt: here.now + 14 * aDay });
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    const at = here.now + 14 * aDay;
    await here.travel(at);
    expect((await told(here, segment)).slice(1)).toEqual([
      { kind: "exited", at: iso(at), cause: { kind: "rule", at: iso(at) } },
    ]);
  });

  it("is known by a version that takes over while somebody waits", async () => {
    const here = world("takes-over");
    const segment = await here.segment({ name: "Gold", rule: gold, exitGrace: "P14D" });
    const left = await leaving(here, segment);
    const rule = and({ field: "tier", operator: "in", value: ["Gold", "Platinum"] });
    await addCandidate(here.context, segment, rule);
    const edited = await here.storage.segments.get(here.workspaceId, segment.id);
    await promote(here.context, edited ?? segment, 2);
    here.now += aDay;
    await here.settle();
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(left + 14 * aDay);
    expect(await here.members(segment)).toEqual([]);
    expect((await told(here, segment)).map(({ kind }) => kind)).toEqual(["entered", "exited"]);
  });
});

describe("a segment with an end", () => {
  it("admits nobody from then on, and empties at that instant by its own rule", async () => {
    const here = world("end");
    const retireAt = "2026-12-01";
    const segment = await here.segment({ name: "Launch", rule: gold, retireAt });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.settle();
    await here.travel(Date.parse(retireAt) - 1);
    expect(await retireOutlived(here.context)).toBe(0);
    expect(await here.members(segment)).toHaveLength(1);
    await here.travel(Date.parse(retireAt));
    await here.apply(crm.says(set("2", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    const at = "2026-12-01T00:00:00.000Z";
    expect((await told(here, segment)).slice(1)).toEqual([
      { kind: "exited", at, cause: { kind: "rule", at } },
    ]);
    expect(await retireOutlived(here.context)).toBe(1);
    await here.settle();
    const retired = await here.storage.segments.get(here.workspaceId, segment.id);
    expect(retired).toMatchObject({ state: "retired", edits: [{}, {}, { kind: "retired" }] });
    expect((await here.storage.index.root(here.workspaceId)).segmentCount).toBe(0);
    expect(await retireOutlived(here.context)).toBe(0);
  });

  it("keeps its last members for the grace", async () => {
    const here = world("end-grace");
    const policy = { retireAt: "2026-12-01T08:00:00Z", exitGrace: "P2D" };
    const segment = await here.segment({ name: "Launch", rule: gold, ...policy });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.travel(Date.parse(policy.retireAt) + aDay);
    expect(await here.members(segment)).toHaveLength(1);
    expect(await retireOutlived(here.context)).toBe(0);
    await here.travel(Date.parse(policy.retireAt) + 2 * aDay);
    expect(await here.members(segment)).toEqual([]);
    expect(await retireOutlived(here.context)).toBe(1);
  });

  it("that others read is empty, and stays until they are gone", async () => {
    const here = world("end-read");
    const retireAt = "2026-12-01";
    const launch = await here.segment({ name: "Launch", rule: gold, retireAt });
    const reading = { field: "segment", operator: "notIn", value: [launch.id] };
    const others = await here.segment({ name: "Others", rule: and(reading) });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.travel(Date.parse(retireAt) + 1);
    expect(await here.members(others)).toHaveLength(1);
    expect(await retireOutlived(here.context)).toBe(0);
    expect((await here.storage.segments.get(here.workspaceId, launch.id))?.state).toBe("live");
  });
});

describe("a leaving ahead", () => {
  it("is told on the bus once per lead, however often the stream repeats", async () => {
    const here = world("approaching");
    const rule = where("certifiedAt", "inLast", "P30D");
    const exitLeads = ["P7D", "P1D"];
    const segment = await here.segment({ name: "Certified", rule, exitLeads });
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-20T08:00:00Z" })));
    const leavesAt = Date.parse("2026-12-20T08:00:00Z");
    await here.travel(leavesAt - 3 * aDay);
    await here.apply(crm.says(set("1", { city: "Oslo" }, 5)));
    await here.travel(leavesAt + aDay);
    const told = here.events.filter(({ detailType }) => detailType === "segment.exit-approaching");
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { segmentId: segment.id, lead: "P7D", at: iso(leavesAt - 7 * aDay), leavesAt: iso(leavesAt) },
      { segmentId: segment.id, lead: "P1D", at: iso(leavesAt - aDay), leavesAt: iso(leavesAt) },
    ]);
    expect(await here.members(segment)).toEqual([]);
  });
});
