import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { giveUpSweep } from "../../shared/flow/sweep-failure.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { Source, set } from "./messages.ts";
import { beginSweep, outcome, Portal, sweep } from "./sweeping.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
beforeAll(async () => {
  ({ database, world } = await World.start());
  sandbox = await runSandbox({});
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await database.stop();
});

async function listed(name: string) {
  const portal = await Portal.of(world(name), sandbox.url);
  const { here } = portal;
  const source = new Source(portal.connectionId, 1);
  await here.apply(source.says(set("40001", { tier: "Gold" }, 1)));
  await here.settle();
  await portal.push();
  const seen: string[] = [];
  const { membersThere } = here.storage;
  const keep = membersThere.keep.bind(membersThere);
  membersThere.keep = async (job, page, found) => {
    seen.push(...found.keys);
    await keep(job, page, found);
  };
  return { portal, here, seen };
}

describe("whoever a sweep found at a destination", () => {
  it("is forgotten once it is over", async () => {
    const { portal, here, seen } = await listed("names of a sweep");
    await using _ = portal;
    await portal.edit(["40002"], []);
    const { job } = await sweep(here);
    expect(seen).toEqual(["40001", "40002"]);
    expect(job).toMatchObject({ state: "done", surplus: 1 });
    expect(job.cursor).toBeUndefined();
    expect([...(await here.storage.membersThere.all(job)).names]).toEqual([]);
  });

  it("is forgotten when it is given up", async () => {
    const { portal, here } = await listed("names of a lost sweep");
    await using _ = portal;
    const begun = async () => {
      const { job } = await outcome(here);
      await here.storage.membersThere.keep(job, 0, { keys: ["40001"] });
      const reached = { ...job, step: "repairing" as const, cursor: "40001", pages: 1 };
      return here.storage.sweeps.write(reached);
    };
    await beginSweep(here);
    const given = await begun();
    await giveUpSweep(here.context, { ...given, sweepId: given.id }, "It broke.");
    expect((await outcome(here)).job.cursor).toBeUndefined();
    expect((await here.storage.membersThere.all(given)).names.size).toBe(0);
  });
});
