import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChangesMessage } from "../../shared/contracts/change.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { explanationAsOf } from "../../shared/flow/as-of-explanation.ts";
import { joinProfiles } from "../../shared/flow/join-profiles.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { ownFields, readHistory } from "../../shared/flow/read-history.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import type { ProfileKey } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, did, merged, prm, type Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aMinute = 60_000;

/** Of the first record of a profile. */
function keyOf(here: World, { connectionId }: Source, recordId: string): ProfileKey {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  return { workspaceId, object: "contact", id };
}

function gold(here: World): Promise<Segment> {
  return here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
}

/** Each is told in an hour of its own; says when each had been taken in. */
async function hourly(
  here: World,
  ...told: readonly Omit<ChangesMessage, "workspaceId">[]
): Promise<number[]> {
  const instants: number[] = [];
  for (const message of told) {
    here.now += 60 * aMinute;
    await here.apply(message);
    await here.settle();
    instants.push(here.now);
  }
  return instants;
}

/** Who it was at an instant, and the tier that was seen. */
async function seenAt(here: World, key: ProfileKey, segment: Segment, instant = here.now) {
  const { profile, tree } = await explanationAsOf(here.context, key, segment, instant);
  const [tier] = "children" in tree ? tree.children : [];
  return { id: profile.id, seen: tier !== undefined && "seen" in tier ? tier.seen : undefined };
}

describe("as of an instant after a merge", () => {
  it("a profile has what it was told itself, though the record it took in was deleted before", async () => {
    const here = world("deleted-before");
    const segment = await gold(here);
    const one = keyOf(here, crm, "1");
    await hourly(
      here,
      crm.says(set("1", { tier: "Silver" }, 1)),
      crm.says(set("3", { tier: "Gold" }, 2)),
      crm.says(deleted("3", 3)),
      crm.says(merged("1", ["3"], 4)),
    );
    expect(await seenAt(here, one, segment)).toEqual({ id: one.id, seen: "Silver" });
  });

  it("a profile has no words of its source from before that had deleted its record", async () => {
    const here = world("deleted-itself");
    const segment = await gold(here);
    const one = keyOf(here, crm, "1");
    const [, before = 0] = await hourly(
      here,
      crm.says(deleted("1", 3)),
      crm.says(set("3", { tier: "Gold" }, 2)),
      crm.says(merged("1", ["3"], 4)),
    );
    expect(await seenAt(here, one, segment)).toEqual({ id: one.id, seen: undefined });
    const three = keyOf(here, crm, "3");
    expect(await seenAt(here, three, segment, before)).toEqual({ id: three.id, seen: "Gold" });
  });

  it("nor words of a record that had been merged into the one it took in", async () => {
    const here = world("merged-twice");
    const segment = await gold(here);
    const two = keyOf(here, crm, "2");
    await hourly(
      here,
      crm.says(set("3", { tier: "Gold" }, 1)),
      crm.says(merged("1", ["3"], 2)),
      crm.says(deleted("2", 3)),
      crm.says(merged("2", ["1"], 4)),
    );
    expect(await seenAt(here, two, segment)).toEqual({ id: two.id, seen: undefined });
  });
});

describe("before a merge", () => {
  it("whoever was known by a happening alone that no rule asks for was somebody", async () => {
    const here = world("by-happening");
    const segment = await gold(here);
    const three = keyOf(here, crm, "3");
    const [before = 0] = await hourly(
      here,
      crm.says(did("3", "viewed", here.now)),
      crm.says(merged("1", ["3"], 4)),
    );
    expect(await seenAt(here, three, segment, before)).toEqual({ id: three.id, seen: undefined });
    expect(await seenAt(here, three, segment)).toMatchObject({ id: keyOf(here, crm, "1").id });
  });
});

describe("two merges one after the other", () => {
  it("hand everything on, also where the stream tells of the later one first", async () => {
    const here = world("later-first");
    const segment = await gold(here);
    const [one, two, three] = [keyOf(here, crm, "1"), keyOf(here, crm, "2"), keyOf(here, crm, "3")];
    await hourly(
      here,
      crm.says(set("1", { city: "Oslo" }, 1)),
      crm.says(set("2", { city: "Bonn" }, 1)),
      crm.says(set("3", { tier: "Gold" }, 1)),
    );
    here.now += aMinute;
    const first = here.now;
    await here.apply(crm.says(merged("1", ["3"], 2)));
    here.now += aMinute;
    await here.apply(crm.says(merged("2", ["1"], 3)));
    const records = await here.take();
    for (const { id } of [two, one, three]) {
      const own = records.filter(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S === id);
      await publishStream(here.context, `shard of ${id}`, own);
    }
    await here.settle();
    expect(await seenAt(here, one, segment, first)).toEqual({ id: one.id, seen: "Gold" });
    expect(await seenAt(here, two, segment, first)).toEqual({ id: two.id, seen: undefined });
    expect(await seenAt(here, three, segment)).toEqual({ id: two.id, seen: "Gold" });
  });
});

describe("what a profile brought into a merge and takes out of it again", () => {
  it("is what it was told, however often the two are joined and parted", async () => {
    const here = world("to-and-fro");
    const segment = await gold(here);
    const [one, other] = [keyOf(here, crm, "1"), keyOf(here, prm, "p")];
    const [, before = 0] = await hourly(
      here,
      crm.says(set("1", { tier: "Gold" }, 1)),
      prm.says(set("p", { tier: "Silver" }, 2)),
    );
    const toldOther = async () => (await readHistory(here.context, other, ownFields)).entries;
    const told = await toldOther();
    for (const round of [1, 2, 3]) {
      here.now += aMinute;
      await joinProfiles(here.context, one, other.id);
      await here.settle();
      expect([round, await seenAt(here, one, segment)]).toEqual([
        round,
        { id: one.id, seen: "Silver" },
      ]);
      here.now += aMinute;
      const records = [{ connectionId: "prm", recordId: "p" }];
      await splitProfile(here.context, one, { records, by: "ann", reason: "Two people" });
      await here.settle();
      expect(await seenAt(here, one, segment)).toEqual({ id: one.id, seen: "Gold" });
      expect(await toldOther()).toEqual(told);
    }
    expect(await seenAt(here, other, segment, before)).toEqual({ id: other.id, seen: "Silver" });
  });
});
