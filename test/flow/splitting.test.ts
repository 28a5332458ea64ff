import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { joinProfiles } from "../../shared/flow/join-profiles.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, did, prm, Source, set, where } from "./messages.ts";
import { company, idOf, some, worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const lms = new Source("lms", 3);
const gold = { name: "Gold", rule: where("tier", "=", "Gold") };
const because = { by: "ann", reason: "A shared mailbox" };
const p1 = { connectionId: "prm", recordId: "p1" };
const c1 = { connectionId: "crm", recordId: "1" };

function keyOf(here: World, { connectionId, recordId }: typeof p1) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  return { workspaceId, object: "contact" as const, id };
}

async function profileOf(here: World, record: typeof p1): Promise<Profile> {
  const found = await followPointers(here.storage, keyOf(here, record));
  if (found === undefined) throw new Error(`nobody has ${record.recordId}`);
  return found;
}

async function split(here: World, records = [p1]) {
  const parted = await splitProfile(here.context, keyOf(here, c1), { records, ...because });
  if (parted === undefined) throw new Error("nobody there");
  return parted;
}

/** One person in two sources, of whom the PRM says the tier. */
async function joined(name: string) {
  const here = world(name);
  const segment = await here.segment(gold);
  await here.apply(crm.says(set("1", { email: "info@acme.test", city: "Oslo" }, 1)));
  await here.apply(prm.says(set("p1", { email: "info@acme.test", tier: "Gold" }, 2)));
  await here.settle();
  return { here, segment };
}

describe("records that were joined wrongly", () => {
  it("become a profile of their own, with what their source said", async () => {
    const { here, segment } = await joined("taken-out");
    const whole = await profileOf(here, c1);
    const { kept, split: taken } = await split(here);
    await here.settle();
    expect([kept.id, taken.id]).toEqual([whole.id, keyOf(here, p1).id]);
    expect(await profileOf(here, p1)).toEqual(taken);
    expect(Object.keys(kept.cells).sort()).toEqual(["city", "email"]);
    expect(Object.keys(taken.cells).sort()).toEqual(["email", "tier"]);
    expect(await here.members(segment)).toEqual([taken.id]);
    expect(await here.size(segment)).toBe(1);
    const told = await here.transitions(segment);
    const said = told.map(({ profileId, kind, cause }) => `${profileId} ${kind} ${cause.kind}`);
    expect(said.sort()).toEqual(
      [`${whole.id} entered merge`, `${whole.id} exited split`, `${taken.id} entered split`].sort(),
    );
  });

  it("are on record with who, when and why, on both sides", async () => {
    const { here } = await joined("on-record");
    const { kept, split: taken } = await split(here);
    expect(kept.apart).toEqual([{ ...because, at: here.now, profileId: taken.id, records: [p1] }]);
    expect(taken.apart).toEqual([{ ...because, at: here.now, profileId: kept.id, records: [c1] }]);
  });

  it("leave the id to the record it is derived from, whichever is named", async () => {
    const { here } = await joined("first-record");
    const { kept, split: taken } = await split(here, [c1]);
    expect([kept.id, taken.id]).toEqual([keyOf(here, p1).id, keyOf(here, c1).id]);
    expect(taken.records).toEqual([expect.objectContaining(c1)]);
  });

  it("never join again by the same e-mail, until somebody merges them", async () => {
    const { here, segment } = await joined("never-again");
    await split(here);
    await here.apply(prm.says(set("p1", { email: "INFO@acme.test" }, 3)));
    await here.apply(crm.says(set("1", { email: "info@acme.test" }, 4)));
    const [one, other] = [await profileOf(here, c1), await profileOf(here, p1)];
    expect(one.id).not.toBe(other.id);
    const all = await joinProfiles(here.context, one, other.id);
    await here.settle();
    expect((await profileOf(here, p1)).id).toBe(all?.id);
    expect(await here.members(segment)).toEqual([all?.id]);
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 5)));
    expect((await profileOf(here, p1)).id).toBe(all?.id);
  });

  it("stay apart also from whom the other was joined with since", async () => {
    const { here } = await joined("stay-apart");
    await split(here);
    await here.apply(lms.says(set("l1", { email: "info@acme.test" }, 3)));
    await here.apply(prm.says(set("p1", { email: "info@acme.test", tier: "Silver" }, 4)));
    expect((await profileOf(here, p1)).records).toHaveLength(1);
    expect((await profileOf(here, c1)).records).toHaveLength(2);
  });

  it("take the identities along that only they have", async () => {
    const here = world("claims-go-along");
    await here.apply(crm.says(set("1", { email: "info@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "info@acme.test" }, 2)));
    await here.apply(prm.says(set("p1", { email: "bob@acme.test" }, 3)));
    const { split: taken } = await split(here);
    const claims = ["email:bob@acme.test", "email:info@acme.test"];
    const holders = await here.storage.claims.holders(taken, claims);
    expect(Object.fromEntries(holders)).toEqual({
      "email:bob@acme.test": taken.id,
      "email:info@acme.test": keyOf(here, c1).id,
    });
  });

  it("lead later changes to their own profile, also where the former way is remembered", async () => {
    const { here, segment } = await joined("late");
    await here.apply(prm.says(set("p1", { tier: "Silver" }, 3)));
    await split(here);
    await here.apply(
      prm.says(set("p1", { tier: "Gold" }, 4)),
      crm.says(set("1", { city: "Rome" }, 4)),
    );
    await here.settle();
    const taken = await profileOf(here, p1);
    expect(await here.members(segment)).toEqual([taken.id]);
    expect(Object.keys((await profileOf(here, c1)).cells["tier"] ?? {})).toEqual([]);
  });

  it("are found after they were joined again the other way round", async () => {
    const { here, segment } = await joined("round-trip");
    await here.apply(prm.says(set("p1", { tier: "Silver" }, 3)));
    const { kept, split: taken } = await split(here);
    await joinProfiles(here.context, taken, kept.id);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 4)));
    await here.apply(prm.says(set("p1", { tier: "Gold" }, 5)));
    await here.settle();
    expect((await profileOf(here, c1)).id).toBe(taken.id);
    expect(await here.members(segment)).toEqual([taken.id]);
  });

  it("take what they once did along, for rules that ask for it later", async () => {
    const here = world("history-goes-along");
    const at = Date.parse("2026-11-20T09:00:00Z");
    await here.apply(crm.says(set("1", { email: "info@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "info@acme.test" }, 2)));
    here.now += 86_400_000;
    await here.apply(prm.says(did("p1", "viewed", at)));
    await here.settle();
    here.now += 86_400_000;
    await here.apply(prm.says(set("p1", { city: "Oslo" }, 3)));
    await split(here);
    await here.settle();
    const viewers = await here.segment({ name: "Viewers", rule: atLeast(1, "viewed", "P30D") });
    expect(await here.members(viewers)).toEqual([keyOf(here, p1).id]);
  });
});

describe("a split", () => {
  it("that is asked for again answers the same and changes nothing", async () => {
    const { here } = await joined("again");
    const first = await split(here);
    expect(await split(here)).toEqual(first);
  });

  it("of a profile in which other records joined through the one that leaves keeps these", async () => {
    const here = world("chain");
    await here.apply(prm.says(set("p1", { email: "bob@acme.test" }, 1)));
    await here.apply(lms.says(set("l1", { email: "bob@acme.test" }, 2)));
    await here.apply(crm.says(set("1", { email: "info@acme.test" }, 3)));
    await here.apply(prm.says(set("p1", { email: "info@acme.test" }, 4)));
    const { kept } = await split(here);
    const l1 = { connectionId: "lms", recordId: "l1" };
    expect((await profileOf(here, l1)).id).toBe(kept.id);
    expect(kept.records.map((each) => each.connectionId).sort()).toEqual(["crm", "lms"]);
  });

  it("of everything, or of what is not there, is refused with a sentence", async () => {
    const { here } = await joined("refused");
    await expect(split(here, [c1, p1])).rejects.toThrow("nothing of this profile would be left");
    const foreign = { connectionId: "lms", recordId: "l9" };
    await expect(split(here, [foreign])).rejects.toThrow("lms:l9 is no record of this profile");
  });
});

describe("a change that was read before a split and written after it", () => {
  it("goes where its record is by then", async () => {
    const { here, segment } = await joined("overtaken");
    const { profiles } = here.storage;
    const write = profiles.write.bind(profiles);
    const overtaken = vi.spyOn(profiles, "write").mockImplementationOnce(async (pending) => {
      await split(here);
      return write(pending);
    });
    const messages = [
      { workspaceId: here.workspaceId, ...prm.says(set("p1", { tier: "Silver" }, 5)) },
      { workspaceId: here.workspaceId, ...crm.says(set("1", { tier: "Gold" }, 5)) },
    ];
    const { failures } = await applyChanges(here.context, messages);
    overtaken.mockRestore();
    await here.settle();
    expect([...failures]).toEqual([]);
    expect(Object.keys((await profileOf(here, c1)).cells["tier"] ?? {})).toEqual(["crm"]);
    expect(Object.keys((await profileOf(here, p1)).cells["tier"] ?? {})).toEqual(["prm"]);
    expect(await here.members(segment)).toEqual([keyOf(here, c1).id]);
  });
});

describe("a company that was two", () => {
  it("leaves each of its people with the one that their own source means", async () => {
    const here = world("companies");
    const atGold = await here.segment({
      name: "At a gold company",
      rule: some("company", where("tier", "=", "Gold")),
    });
    const inOslo = await here.segment({
      name: "With somebody in Oslo",
      object: "company",
      rule: some("contacts", where("city", "=", "Oslo")),
    });
    await here.apply(
      crm.says(company("acme", { domain: "acme.test" }, 1), set("ann", { city: "Oslo" }, 1)),
      prm.says(company("px", { domain: "acme.test", tier: "Gold" }, 2)),
      crm.says(worksAt("ann", "acme", 2)),
      prm.says(worksAt("bob", "px", 2)),
    );
    await here.settle();
    const [acme, px] = [idOf(here, "company", "acme"), idOf(here, "company", "px", "prm")];
    const [ann, bob] = [idOf(here, "contact", "ann"), idOf(here, "contact", "bob", "prm")];
    expect(await here.members(atGold)).toEqual([ann, bob].sort());
    const key = { workspaceId: here.workspaceId, object: "company" as const, id: px };
    const records = [{ connectionId: "prm", recordId: "px" }];
    await splitProfile(here.context, key, { records, ...because });
    await here.settle();
    expect(await here.members(atGold)).toEqual([bob]);
    expect(await here.members(inOslo)).toEqual([acme]);
    await here.apply(prm.says(company("px", { tier: "Silver" }, 3)));
    await here.apply(crm.says(company("acme", { tier: "Gold" }, 3)));
    await here.settle();
    expect(await here.members(atGold)).toEqual([ann]);
  });
});
