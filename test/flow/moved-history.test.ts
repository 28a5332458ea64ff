import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { joinProfiles } from "../../shared/flow/join-profiles.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { historyOf, readHistory } from "../../shared/flow/read-history.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import { attributesField } from "../../shared/profiles/fold-change.ts";
import type { ProfileKey } from "../../shared/profiles/profile.ts";
import { contentHash, profileIdOf } from "../../shared/profiles/profile-id.ts";
import { HistoryBehind, RetryableError } from "../../shared/runtime/errors.ts";
import { HistoryStore } from "../../shared/storage/history.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, did, prm, Source, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const lms = new Source("lms", 3);

function keyOf({ workspaceId }: World, { connectionId }: Source, recordId: string): ProfileKey {
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  return { workspaceId, object: "contact", id };
}

/** Ann, whom the CRM and the portal know, and Bob, whom the academy knows. */
async function annAndBob(name: string) {
  const here = world(name);
  const keys = {
    ann: keyOf(here, crm, "1"),
    anns: keyOf(here, prm, "p"),
    bob: keyOf(here, lms, "l"),
  };
  await here.apply(crm.says(set("1", { tier: "Gold" }, 1)));
  await here.apply(prm.says(set("p", { tier: "Silver" }, 2)));
  await here.apply(prm.says(did("p", "viewed", here.now)));
  await here.apply(lms.says(set("l", { tier: "Bronze" }, 3)));
  await here.settle();
  const part = async () => {
    here.now += 60_000;
    const records = [{ connectionId: "prm", recordId: "p" }];
    await splitProfile(here.context, keys.ann, { records, by: "ann", reason: "Two people" });
  };
  const join = async (winner: ProfileKey) => {
    here.now += 60_000;
    await joinProfiles(here.context, winner, keys.anns.id);
  };
  await join(keys.ann);
  // Of what they hear as one the portal's own has no copy.
  await here.apply(prm.says(set("p", { city: "Oslo" }, 4)));
  await here.settle();
  /** What is new, of one after the other: the stream keeps no order between profiles. */
  const publish = async (...order: readonly ProfileKey[]) => {
    const records = await here.take();
    for (const { id } of order) {
      const own = records.filter(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S === id);
      await publishStream(here.context, `shard of ${id}`, own);
    }
  };
  return { here, keys, part, join, publish };
}

/** Whose changes lie in the history of a profile, each as often as it does. */
async function filed({ storage }: World, key: ProfileKey): Promise<string[]> {
  const entries = await historyOf(storage, key);
  return entries.map(({ recordId, field }) => `${recordId} ${field}`).sort();
}

const portals = ["p attributes", "p attributes", "p behaviour:viewed"];

/** Does something before the first request to the history of a kind that has anything to write. */
function before(here: World, kind: "bring" | "remove", act: () => Promise<void>) {
  const { history } = here.storage;
  const spied = vi.spyOn(history, kind);
  const real = HistoryStore.prototype[kind];
  let isDue = true;
  spied.mockImplementation(async (...asked: Parameters<typeof real>) => {
    const isFirst = isDue && asked[1].length > 0;
    if (isFirst) {
      isDue = false;
      await act();
    }
    return Reflect.apply(real, history, asked);
  });
  return () => expect(isDue).toBe(false);
}

describe("history that is on its way from one profile to another", () => {
  it("does not come to whom its record has left meanwhile, though that was published first", async () => {
    const { here, keys, part, join, publish } = await annAndBob("left-meanwhile");
    await part();
    await here.settle();
    await join(keys.ann);
    const happened = before(here, "bring", async () => {
      await part();
      await here.settle();
    });
    await publish(keys.anns);
    happened();
    expect(await filed(here, keys.ann)).toEqual(["1 attributes"]);
    expect(await filed(here, keys.anns)).toEqual(portals);
  });

  it("goes on to whoever has taken the other in meanwhile, though that was published first", async () => {
    const { here, keys, part, join, publish } = await annAndBob("taken-in-meanwhile");
    await part();
    const happened = before(here, "bring", async () => {
      await join(keys.bob);
      await here.settle();
    });
    await publish(keys.anns, keys.ann);
    happened();
    expect(await filed(here, keys.ann)).toEqual(["1 attributes"]);
    expect(await filed(here, keys.bob)).toEqual(["l attributes", ...portals]);
  });

  it("stays where it is once its record is back, though that was published first", async () => {
    const { here, keys, part, join, publish } = await annAndBob("back-meanwhile");
    await part();
    const happened = before(here, "remove", async () => {
      await join(keys.ann);
      await here.settle();
    });
    await publish(keys.anns, keys.ann);
    happened();
    expect(await filed(here, keys.ann)).toEqual(["1 attributes", ...portals]);
  });

  it("is named as it came the last time where its record left and came back unseen", async () => {
    const { here, keys, part, join } = await annAndBob("back-unseen");
    await part();
    await join(keys.ann);
    await here.settle();
    const entries = await historyOf(here.storage, keys.ann);
    const inherited = entries.filter(({ recordId }) => recordId === "p");
    expect(inherited.map(({ recordedAt }) => recordedAt)).toEqual(inherited.map(() => here.now));
    expect(inherited.length).toBe(portals.length);
  });

  it("is waited for by whoever has its record, and not by whom that has left", async () => {
    const { here, keys, part } = await annAndBob("waited-for");
    // Of two texts an item holds the second one; for the first there is no room beside it.
    for (const minute of [5, 6]) {
      const note = Array.from({ length: 80 }, (_, number) => contentHash([minute, number])).join();
      await here.apply(prm.says(set("p", { note }, minute)));
    }
    await part();
    const read = async (key: ProfileKey) =>
      (await readHistory(here.context, key, [attributesField])).entries.length;
    await expect(read(keys.anns)).rejects.toThrow(HistoryBehind);
    await here.settle();
    expect([await read(keys.ann), await read(keys.anns)]).toEqual([1, 4]);
  });

  it("is there once, also of what was brought before its publisher died", async () => {
    const { here, keys, part } = await annAndBob("died");
    await part();
    const records = await here.take();
    const { history } = here.storage;
    vi.spyOn(history, "remove").mockRejectedValueOnce(new RetryableError("The connection broke"));
    const again = () => publishStream(here.context, "dies", records);
    await expect(again()).rejects.toThrow(RetryableError);
    await again();
    await here.settle();
    expect(await filed(here, keys.ann)).toEqual(["1 attributes"]);
    expect(await filed(here, keys.anns)).toEqual(portals);
  });
});
