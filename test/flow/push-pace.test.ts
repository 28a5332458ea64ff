import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Destination } from "../../shared/contracts/destination.ts";
import { nextBatch } from "../../shared/flow/next-batch.ts";
import { wish } from "../../shared/flow/wish.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

function list(workspaceId: string): Destination {
  return {
    workspaceId,
    id: "d",
    segmentId: "s",
    segmentName: "Gold",
    object: "contact",
    kind: "hubspot-list",
    state: "active",
  };
}

async function enter(here: World, ...profileIds: readonly string[]): Promise<string[]> {
  const at = "2026-11-22T10:00:00.000Z";
  const { workspaceId } = here;
  const of = { workspaceId, segmentId: "s", segmentVersion: 1, object: "contact" } as const;
  const wishes = profileIds.map((profileId) => ({
    event: {
      ...of,
      profileId,
      identities: [],
      at,
      cause: { kind: "rule" as const, at },
      revision: 1,
    },
    member: true,
  }));
  return wish(here.context, list(workspaceId), wishes);
}

const names = ({ rows }: { rows: readonly { profileId: string }[] }) =>
  rows.map(({ profileId }) => profileId).sort();

describe("pushes to one destination", () => {
  it("go at once where few were before", async () => {
    const here = world("at-once");
    const known = await enter(here, "ann");
    const batch = await nextBatch(here.context, list(here.workspaceId), known, 10);
    expect(names(batch)).toEqual(["ann"]);
  });

  it("wait where many follow each other, and take along who comes meanwhile", async () => {
    const here = world("together");
    const { workspaceId } = here;
    const known = await enter(here, "ann");
    // As if a dozen had just gone.
    await here.storage.budgets.pause(workspaceId, "d", Date.now() + 2_000, 4_000);
    const waiting = nextBatch(here.context, list(workspaceId), known, 10);
    await enter(here, "bob");
    expect(names(await waiting)).toEqual(["ann", "bob"]);
  });

  it("do not wait once they are as many as one call takes", async () => {
    const here = world("whole");
    const { workspaceId } = here;
    const known = await enter(here, "ann", "bob");
    await here.storage.budgets.pause(workspaceId, "d", Date.now() + 600_000, 4_000);
    expect(names(await nextBatch(here.context, list(workspaceId), known, 2))).toEqual([
      "ann",
      "bob",
    ]);
  });
});
