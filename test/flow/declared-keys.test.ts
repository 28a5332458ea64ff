import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { declareKey, identifyAll } from "../../shared/flow/declare-attribute.ts";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { profileByKey, within } from "../../shared/flow/look-up-profile.ts";
import { areRivals, wantedClaims } from "../../shared/profiles/identity.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { partitions, profileIdOf } from "../../shared/profiles/profile-id.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, prm, Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const lms = new Source("lms", 3);
const key = { name: "partnerKey", normalise: undefined };

async function declare(here: World): Promise<void> {
  const of = { workspaceId: here.workspaceId, object: "contact" as const };
  await declareKey(here.context, of, key.name, true);
  await identifyAll(here.context, of);
  await here.settle();
}

async function profileOf(here: World, source: Source, recordId: string): Promise<Profile> {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", source.connectionId, recordId);
  const found = await followPointers(here.storage, { workspaceId, object: "contact", id });
  if (found === undefined) throw new Error(`nobody has ${recordId}`);
  return found;
}

describe("a declared key", () => {
  it("joins records of two sources that have it, whatever their e-mail", async () => {
    const here = world("by-key");
    await declare(here);
    await here.apply(crm.says(set("1", { partnerKey: "K-1", email: "ann@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { partnerKey: " K-1", email: "ann@home.test" }, 2)));
    const one = await profileOf(here, prm, "p1");
    expect(one.records).toHaveLength(2);
    const found = await profileByKey(
      here.context,
      within(here.workspaceId, undefined),
      "key:partnerKey:K-1",
    );
    expect(found?.id).toBe(one.id);
  });

  it("takes a number and its text for one", async () => {
    const here = world("number");
    await declare(here);
    await here.apply(crm.says(set("1", { partnerKey: 17 }, 1)));
    await here.apply(prm.says(set("p1", { partnerKey: "17" }, 2)));
    expect((await profileOf(here, prm, "p1")).records).toHaveLength(2);
  });

  it("goes before the e-mail: who differ in it are two", async () => {
    const here = world("before-email");
    await declare(here);
    await here.apply(crm.says(set("1", { partnerKey: "K-1", email: "info@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { partnerKey: "K-2", email: "info@acme.test" }, 2)));
    await here.apply(lms.says(set("l1", { partnerKey: "K-2" }, 3)));
    const two = await profileOf(here, prm, "p1");
    expect(two.duplicateOf).toEqual([(await profileOf(here, crm, "1")).id]);
    expect((await profileOf(here, lms, "l1")).id).toBe(two.id);
  });

  it("leaves two records of one source apart", async () => {
    const here = world("same-source");
    await declare(here);
    await here.apply(crm.says(set("1", { partnerKey: "K-1" }, 1)));
    await here.apply(crm.says(set("2", { partnerKey: "K-1" }, 2)));
    expect((await profileOf(here, crm, "2")).duplicateOf).toEqual([
      (await profileOf(here, crm, "1")).id,
    ]);
  });

  it("and an e-mail that lead to two make one of all, also after a crash between", async () => {
    const here = world("three");
    await declare(here);
    await here.apply(crm.says(set("1", { partnerKey: "K-1" }, 1)));
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 2)));
    const both = lms.says(set("l1", { partnerKey: "K-1", email: "ann@acme.test" }, 3));
    const { claims } = here.storage;
    const commit = claims.commit.bind(claims);
    const crashing = vi
      .spyOn(claims, "commit")
      .mockImplementationOnce(commit)
      .mockRejectedValueOnce(new RetryableError("the power went out"));
    await expect(here.apply(both)).rejects.toThrow("the power went out");
    crashing.mockRestore();
    expect((await profileOf(here, lms, "l1")).records).toHaveLength(2);
    await here.apply(both);
    expect((await profileOf(here, lms, "l1")).records).toHaveLength(3);
    expect((await profileOf(here, prm, "p1")).duplicateOf).toEqual([]);
  });

  it("that is declared later joins who are there already, without a word of their memberships", async () => {
    const here = world("later");
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.apply(crm.says(set("1", { partnerKey: "K-1", tier: "Gold" }, 1)));
    await here.apply(prm.says(set("p1", { partnerKey: "K-1", tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.size(segment)).toBe(2);
    await declare(here);
    const one = await profileOf(here, prm, "p1");
    expect(one.records).toHaveLength(2);
    expect(await here.members(segment)).toEqual([one.id]);
    expect(await here.size(segment)).toBe(1);
    expect(await here.transitions(segment)).toHaveLength(2);
  });

  it("is one at a time", async () => {
    const here = world("one-key");
    await declare(here);
    const of = { workspaceId: here.workspaceId, object: "contact" as const };
    await expect(declareKey(here.context, of, "other", true)).rejects.toThrow(
      "partnerKey is the key of each contact",
    );
  });
});

describe("records that share keys and e-mails, in any order", () => {
  it("end with each in one profile, nobody twice in a segment, and none apart who could be one", async () => {
    const random = new Random(seedOf("keys in any order"));
    for (let round = 0; round < 6; round += 1)
      await expectSound(world(`order-${round}`), random, `round ${round}`);
  });
});

async function expectSound(here: World, random: Random, label: string): Promise<void> {
  const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  if (random.chance(0.5)) await declare(here);
  const records = randomRecords(random);
  const order = [...records, ...records].sort(() => random.next() - 0.5);
  while (order.length > 0) {
    const batch = order.splice(0, 1 + random.below(4));
    await here.apply(...batch.map(({ source, change }) => source.says(change)));
  }
  await declare(here);
  const all = await everybody(here);
  const held = all.flatMap((each) => each.records.map((record) => record.recordId));
  expect(held.toSorted(), label).toEqual(records.map(({ change }) => change.recordId).toSorted());
  const gold = all.filter((each) => tiersOf(each).includes("Gold"));
  expect(await here.members(segment), label).toEqual(gold.map((each) => each.id).sort());
  expect(await here.size(segment), label).toBe(gold.length);
  for (const each of all) await expectJoined(here, each, all, label);
}

/** Whoever holds somebody's key, and is somebody else, could not have been joined with them. */
async function expectJoined(
  here: World,
  profile: Profile,
  all: readonly Profile[],
  label: string,
): Promise<void> {
  const wanted = wantedClaims(profile, key);
  const holders = await here.storage.claims.holders(profile, wanted);
  for (const claim of wanted) {
    const holder = all.find((each) => each.id === holders.get(claim));
    expect(holder, `${label}: ${claim} is nobody's`).toBeDefined();
    if (holder === undefined || holder.id === profile.id || !claim.startsWith("key:")) continue;
    expect(areRivals(holder, profile), `${label}: ${claim}`).toBe(true);
  }
}

async function everybody(here: World): Promise<Profile[]> {
  const of = { workspaceId: here.workspaceId, object: "contact" as const };
  const pages = await Promise.all(
    partitions.map((partition) => here.storage.profiles.page(of, partition, undefined, 100)),
  );
  return pages.flatMap((page) => page.profiles).filter((each) => each.mergedInto === undefined);
}

/** Newest last: every record says its tier at an instant of its own. */
function tiersOf({ cells }: Profile): unknown[] {
  const told = Object.values(cells["tier"] ?? {}).sort((one, other) => one.at - other.at);
  return told.slice(-1).map((each) => each.value);
}

interface Said {
  readonly source: Source;
  readonly change: Change;
}

function randomRecords(random: Random): Said[] {
  return Array.from({ length: 9 }, (_, number): Said => {
    const source = [crm, prm, lms][number % 3] ?? crm;
    const values = {
      tier: random.pick(["Gold", "Silver"]),
      ...(random.chance(0.6) ? { partnerKey: random.pick(["K-1", "K-2", "K-3"]) } : {}),
      ...(random.chance(0.6) ? { email: random.pick(["ann@acme.test", "bob@acme.test"]) } : {}),
    };
    return { source, change: set(`${source.connectionId}-${number}`, values, number) };
  });
}
