import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { Segment } from "../../shared/contracts/segment.ts";
import { createSegment, resume } from "../../shared/flow/define-segment.ts";
import { profileKeyOf } from "../../shared/flow/resolve-profiles.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { where } from "./messages.ts";
import { SweptPortal } from "./swept-portal.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: RunningSandbox & AsyncDisposable;
beforeAll(async () => {
  ({ database, world } = await World.start());
  sandbox = await runSandbox({ population: { companies: 8, contactsEach: 8 } });
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await database.stop();
});

const jobs = ["A", "B", "C"] as const;
const seed = seedOf("restore");

/** So many changes at the portal, some of them unheard. */
async function live(portal: SweptPortal, random: Random, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const { id } = random.pick(sandbox.crm.records.all("contacts"));
    sandbox.crm.change("contacts", id, { jobtitle: random.pick(jobs) });
  }
  await portal.hear();
}

/** Who is in a segment of a job, worked out from the portal alone. */
function truth({ here, connection }: SweptPortal, job: string): string[] {
  const of = { workspaceId: here.workspaceId, connectionId: connection.id };
  return sandbox.crm.records
    .all("contacts")
    .filter(({ properties }) => properties["jobtitle"] === job)
    .map(({ id }) => profileKeyOf(of, "contact", id).id)
    .sort();
}

/** A world on new tables with what was in the others at an instant; their stream begins anew. */
async function restored(former: World, backup: Parameters<TestDatabase["restore"]>[0]) {
  const tables = await database.restore(backup, `-${former.workspaceId}`);
  const here = new World(database, former.workspaceId, tables);
  here.now = former.now;
  while ((await here.take()).length > 0);
  return here;
}

describe(`tables restored to an instant (seed ${seed})`, { timeout: 120_000 }, () => {
  it("lead to the truth again once the sources were swept", async () => {
    const random = new Random(seed);
    const former = Object.assign(world("restored"), { now: Date.now() });
    const portal = await SweptPortal.of(former, sandbox);
    const segments = new Map<string, Segment>();
    for (const job of jobs)
      segments.set(job, await former.segment({ name: job, rule: where("jobtitle", "=", job) }));
    portal.disturb(random, 0, 0.1);
    await live(portal, random, 60);
    const backup = await database.backup();

    await live(portal, random, 60);
    for (const { id } of sandbox.crm.records.all("contacts").slice(0, 5))
      sandbox.crm.remove("contacts", id);
    await portal.hear();

    const here = await restored(former, backup);
    const again = portal.seenFrom(here);
    here.now = Date.now() + 600_000;
    expect((await again.differing()).length).toBeGreaterThan(5);
    await again.sweep();
    expect(await again.differing()).toEqual([]);
    for (const [job, segment] of segments) {
      expect(await here.members(segment), job).toEqual(truth(again, job));
      expect(await here.size(segment), job).toBe(truth(again, job).length);
    }
  });

  it("agree where the views are of a few seconds later than the profiles, whose stream is then told", async () => {
    const former = Object.assign(world("later-views"), { now: Date.now() });
    const portal = await SweptPortal.of(former, sandbox);
    const segment = await former.segment({ name: "D", rule: where("jobtitle", "=", "D") });
    portal.disturb(new Random(seed), 1, 0);
    const [unpublished, later] = [idsFrom(10, 14), idsFrom(14, 17)];
    await applyJob(portal, unpublished, "D");
    const profiles = await database.backup();
    await former.settle();
    await applyJob(portal, later, "D");
    await former.settle();
    const views = await database.backup();

    const here = await restored(
      former,
      new Map([...profiles, ["views", views.get("views") ?? []]]),
    );
    const again = portal.seenFrom(here);
    here.now = Date.now() + 600_000;
    await again.sweep();
    expect(await again.differing()).toEqual([]);
    expect(await here.members(segment)).toEqual(truth(again, "D"));
    // Sizes count those few seconds twice: nothing counts them anew.
    expect(await here.size(segment)).toBe(truth(again, "D").length + later.length);
  });

  it("go on with a build that ran at the instant, once it is asked to", async () => {
    const former = Object.assign(world("building"), { now: Date.now() });
    const portal = await SweptPortal.of(former, sandbox);
    await applyJob(portal, idsFrom(30, 34), "F");
    await former.settle();
    const created = await createSegment(former.context, {
      workspaceId: former.workspaceId,
      object: "contact",
      owner: "ann@acme.test",
      name: "F",
      rule: where("jobtitle", "=", "F"),
    });
    await former.build(7);
    await former.settleStream();
    const here = await restored(former, await database.backup());
    here.now += 31 * 60_000;
    const segment = await here.storage.segments.get(here.workspaceId, created.id);
    if (segment === undefined) throw new Error("the segment was not restored");
    await resume(here.context, segment);
    await here.settle();
    expect(await here.members(segment)).toEqual(truth(portal, "F"));
    expect(await here.size(segment)).toBe(4);
  });

  it("lack what was written and not yet published, where all are of one instant", async () => {
    const former = Object.assign(world("unpublished"), { now: Date.now() });
    const portal = await SweptPortal.of(former, sandbox);
    const segment = await former.segment({ name: "E", rule: where("jobtitle", "=", "E") });
    portal.disturb(new Random(seed), 1, 0);
    await applyJob(portal, idsFrom(20, 24), "E");
    const here = await restored(former, await database.backup());
    const again = portal.seenFrom(here);
    here.now = Date.now() + 600_000;
    await again.sweep();
    // The profiles know it, so a sweep finds nothing to say of them.
    expect(await again.differing()).toEqual([]);
    expect(await here.members(segment)).toEqual([]);
    expect(truth(again, "E")).toHaveLength(4);
  });
});

function idsFrom(start: number, end: number): string[] {
  return sandbox.crm.records
    .all("contacts")
    .slice(start, end)
    .map(({ id }) => id);
}

/** The portal changes people, and the changes are applied and not yet published. */
async function applyJob({ here, connection }: SweptPortal, ids: readonly string[], job: string) {
  for (const id of ids) sandbox.crm.change("contacts", id, { jobtitle: job });
  const { id: connectionId, rank } = connection;
  const changes = ids.map((recordId) => ({
    object: "contact" as const,
    recordId,
    at: Date.now(),
    body: { kind: "attributes" as const, values: { jobtitle: job } },
  }));
  await here.apply({ connectionId, rank, receivedAt: here.now, changes });
}
