import { type Findings, findingsOf } from "./check-world.ts";
import { populations } from "./populations.ts";
import type { TrueRecord } from "./sources/truth.ts";
import { World } from "./world.ts";

const hour = 3_600_000;
const outageMs = 6 * hour;
const changesPerSecond = 50;
/** What is not pushed this long after the outage never will be. */
const patienceMs = 6 * hour;

export interface OutageOutcome extends Findings {
  readonly changes: number;
  readonly transitions: number;
  /** Requests that reached the CRM while it was out. */
  readonly callsMeanwhile: number;
  /** The most messages that waited for the pushes meanwhile. */
  readonly mostWaiting: number;
  /** From the end of the outage until the list held whom it was to hold of all changed by then. */
  readonly drainedAfterMs: number;
  /** Requests after that end which the CRM's limit refused. */
  readonly limited: number;
  /** Messages that were given up, by whoever. */
  readonly parked: number;
}

/**
 * A CRM answers 503 to every request for six hours, and still tells of 50 changes a second, each of
 * which turns a membership of another contact. Lived is one in `sample` of them, and of the CRM's
 * 110 requests in ten seconds too: the same number stands for a `sample` times longer span.
 */
export async function endureOutage(seed: number, sample: number): Promise<OutageOutcome> {
  const world = new World(seed);
  const { time, muster, portalApi } = world;
  await world.connect();
  const gold = populations.find(({ name }) => name === "gold");
  if (gold === undefined) throw new Error("There is no population of those who are gold.");
  await world.createSegment(gold, "hubspot-list");
  await quiet(world);
  portalApi.limit = { requests: 110, perMs: 10_000 * sample };
  portalApi.isOut = true;
  const everyMs = (1_000 * sample) / changesPerSecond;
  const before = portalApi.counts.calls;
  const changed: TrueRecord[] = [];
  let mostWaiting = 0;
  for (const until = time.elapsed + outageMs; time.elapsed < until; ) {
    changed.push(change(world, changed));
    await time.runUntil(time.elapsed + everyMs);
    mostWaiting = Math.max(mostWaiting, muster.queues.pushes.length);
  }
  const callsMeanwhile = portalApi.counts.calls - before;
  portalApi.isOut = false;
  const endedAt = time.elapsed;
  const later: TrueRecord[] = [];
  while (!isTold(world, changed) && time.elapsed < endedAt + patienceMs) {
    later.push(change(world, later));
    await time.runUntil(time.elapsed + everyMs);
  }
  const drainedAfterMs = time.elapsed - endedAt;
  await quiet(world);
  const { parked, ...queues } = muster.queues;
  const expired = Object.values(queues).reduce((sum, queue) => sum + queue.expired.length, 0);
  return {
    ...findingsOf(world),
    changes: changed.length,
    transitions: muster.events.length,
    callsMeanwhile,
    mostWaiting,
    drainedAfterMs,
    limited: portalApi.counts.limited,
    parked: parked.length + expired,
  };
}

/** Two enter, then one of those who entered leaves again: whoever was noted last is noted otherwise. */
function change({ portal, time }: World, earlier: readonly TrueRecord[]): TrueRecord {
  const isLeaving = earlier.length > 0 && time.random.chance(1 / 3);
  const record = isLeaving ? time.random.pick(earlier) : portal.create("contact", {});
  portal.set(record, "tier", isLeaving ? "Silver" : "Gold");
  return record;
}

/** Whether the list holds of these records exactly those who are gold. */
function isTold({ portal }: World, records: readonly TrueRecord[]): boolean {
  const list = portal.listNamed("Muster · gold 0")?.members;
  return records.every(
    ({ id, values }) => (list?.has(id) ?? false) === (values.get("tier")?.value === "Gold"),
  );
}

async function quiet({ time, muster, portal }: World): Promise<void> {
  const latest = time.elapsed + patienceMs;
  while ((muster.backlog.length > 0 || !portal.sender.isIdle) && time.elapsed < latest)
    await time.runUntil(time.elapsed + 1_000);
}
