import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SweepMessage } from "../../shared/contracts/sweep.ts";
import { bindDestination, unbindDestination } from "../../shared/flow/bind-destination.ts";
import { startDueSweeps, startSweep } from "../../shared/flow/start-sweep.ts";
import { PermanentError } from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const hourMs = 3_600_000;
const quarterMs = 900_000;
/** The same for all: whose time has come is asked of all workspaces at once. */
const tomorrow = Date.now() + 24 * hourMs;

async function destinations(here: World, count: number) {
  const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  return Promise.all(
    Array.from({ length: count }, (_, place) =>
      bindDestination(here.context, segment, {
        kind: "webhook",
        url: `https://acme.test/${place}`,
        secret,
      }),
    ),
  );
}

/** What the schedule starts in so many hours, quarter by quarter. */
async function hoursPass(here: World, from: number, hours: number): Promise<number[]> {
  const started: number[] = [];
  for (let at = from; at < from + hours * hourMs; at += quarterMs)
    started.push(await startDueSweeps(here.context, at));
  return started;
}

function sweptNow(here: World) {
  return here.sweeps.take().map((body) => SweepMessage.parse(body).destinationId);
}

describe("the schedule of sweeps", () => {
  it("starts each destination's once a day, at a time of its own, and none that was removed", async () => {
    const here = world("daily");
    const all = await destinations(here, 30);
    const [gone, ...present] = all;
    if (gone !== undefined) await unbindDestination(here.context, gone);
    const ids = present.map(({ id }) => id).sort();
    await hoursPass(here, tomorrow, 24);
    expect([...new Set(sweptNow(here))].sort()).toEqual(ids);
    const started = await hoursPass(here, tomorrow + 24 * hourMs, 24);
    expect(sweptNow(here).sort()).toEqual(ids);
    expect(Math.max(...started)).toBeLessThan(10);
  });

  it("starts the others of a day where one cannot be read, and that one once it can", async () => {
    const here = world("one-unreadable");
    const all = await destinations(here, 30);
    const [broken] = all.map(({ id }) => id);
    const { destinations: stored } = here.storage;
    const get = stored.get.bind(stored);
    stored.get = (workspaceId, segmentId, id) =>
      id === broken
        ? Promise.reject(new PermanentError("unreadable"))
        : get(workspaceId, segmentId, id);
    await hoursPass(here, tomorrow, 24);
    const others = all.map(({ id }) => id).filter((id) => id !== broken);
    // Those of the hour before are made up for first, and come again at their own time.
    expect([...new Set(sweptNow(here))].sort()).toEqual(others.sort());
    stored.get = get;
    await hoursPass(here, tomorrow + 24 * hourMs, 24);
    expect(sweptNow(here)).toContain(broken);
  });

  it("makes up for an hour in which it did not run", async () => {
    const here = world("missed");
    const [destination] = await destinations(here, 1);
    const quarters = await hoursPass(here, tomorrow, 24);
    // At its own time; the first quarter makes up for the hour before, which may be its own too.
    const quarter = quarters.findLastIndex((started) => started > 0);
    sweptNow(here);
    const due = tomorrow + 24 * hourMs + quarter * quarterMs;
    await startDueSweeps(here.context, due + 3 * quarterMs);
    // With it perhaps others', whose next day has begun.
    expect(sweptNow(here)).toContain(destination?.id);
  });

  it("carries on a sweep that is under way, and begins anew where one was lost", async () => {
    const here = world("under-way");
    const [destination] = await destinations(here, 1);
    if (destination === undefined) throw new Error("There is no destination.");
    const began = Date.now();
    const first = await startSweep(here.context, destination, began);
    const second = await startSweep(here.context, destination, began + hourMs);
    expect(second).toMatchObject({ id: first.id, turn: first.turn + 1, begunAt: began });
    const third = await startSweep(here.context, destination, began + 13 * hourMs);
    expect(third.id).not.toBe(first.id);
    expect(third).toMatchObject({ state: "running", turn: 0, begunAt: began + 13 * hourMs });
  });
});
