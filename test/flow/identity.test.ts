import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, merged, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

async function profileOf(here: World, connectionId: string, recordId: string) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  return followPointers(here.storage, { workspaceId, object: "contact", id });
}

describe("one person in two sources", () => {
  it("is one profile, found by e-mail, and once in a segment", async () => {
    const here = world("join");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { email: "Ann@Acme.test", tier: "Gold" }, 1)));
    await here.apply(prm.says(set("p1", { email: "ann@acme.test", city: "Oslo" }, 2)));
    await here.settle();
    const one = await profileOf(here, "crm", "1");
    expect(await profileOf(here, "prm", "p1")).toEqual(one);
    expect(one?.records).toHaveLength(2);
    expect(await here.members(segment)).toEqual([one?.id]);
    expect(await here.transitions(segment)).toHaveLength(1);
  });

  it("ends in one profile when both sources first see the e-mail at once", async () => {
    const here = world("race");
    await Promise.all([
      here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1))),
      here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 1))),
    ]);
    expect((await profileOf(here, "prm", "p1"))?.id).toBe((await profileOf(here, "crm", "1"))?.id);
  });

  it("hands memberships over without a word where nothing changes for the person", async () => {
    const here = world("hand-over");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { tier: "Gold" }, 2)));
    await here.settle();
    expect(await here.transitions(segment)).toHaveLength(1);
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([(await profileOf(here, "crm", "1"))?.id]);
    expect(await here.size(segment)).toBe(1);
    expect(await here.transitions(segment)).toHaveLength(1);
    expect(here.events).toHaveLength(1);
  });

  it("is found by late events of the record that joined", async () => {
    const here = world("late");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "ann@acme.test" }, 2)));
    await here.apply(prm.says(set("p1", { tier: "Gold" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([(await profileOf(here, "crm", "1"))?.id]);
  });
});

describe("two records of one source with one e-mail", () => {
  it("stay two profiles and are reported as duplicates", async () => {
    const here = world("duplicates");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(crm.says(set("2", { email: "ann@acme.test" }, 2)));
    const one = await profileOf(here, "crm", "1");
    const other = await profileOf(here, "crm", "2");
    expect(other?.id).not.toBe(one?.id);
    expect(other?.duplicateOf).toEqual([one?.id]);
  });
});

describe("a merge in the source", () => {
  it("leaves one profile with one membership, also under a new id", async () => {
    const here = world("merge");
    const segment = await here.segment(gold);
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1), set("2", { city: "Oslo" }, 1)));
    await here.settle();
    await here.apply(crm.says(merged("3", ["1", "2"], 2)));
    await here.settle();
    const winner = await profileOf(here, "crm", "3");
    expect((await profileOf(here, "crm", "1"))?.id).toBe(winner?.id);
    expect((await profileOf(here, "crm", "2"))?.id).toBe(winner?.id);
    expect(await here.members(segment)).toEqual([winner?.id]);
    expect(await here.transitions(segment)).toHaveLength(1);
  });

  it("changes nothing when it is told again", async () => {
    const here = world("merge-again");
    await here.apply(crm.says(set("1", { tier: "Gold" }, 1), set("2", { city: "Oslo" }, 1)));
    await here.apply(crm.says(merged("1", ["2"], 2)));
    const winner = await profileOf(here, "crm", "1");
    await here.apply(crm.says(merged("1", ["2"], 2)));
    expect((await profileOf(here, "crm", "1"))?.cells).toEqual(winner?.cells);
  });
});
