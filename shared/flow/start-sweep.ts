import type { Destination } from "../contracts/destination.ts";
import type { SweepJob, SweepMessage } from "../contracts/sweep.ts";
import { ConflictError } from "../runtime/errors.ts";
import { forEach } from "../runtime/for-each.ts";
import { sweepSlots } from "../storage/sweep-jobs.ts";
import type { FlowContext } from "./context.ts";

type StartContext = Pick<FlowContext, "storage" | "queues" | "clock">;

/** One that began so long ago and still runs was lost on the way. */
const longestSweepMs = 12 * 3_600_000;
const slotMs = 86_400_000 / sweepSlots;
/** Slots that are looked at again: an outage of an hour leaves none out. */
const slotsBack = 4;

/** Whether a destination is kept equal to its segment at all. */
export function isSwept(destination: Destination | undefined): destination is Destination {
  return destination?.state === "active" || destination?.state === "failing";
}

/** Begins to compare a destination with its segment, or carries the sweep on that is under way. */
export async function startSweep(
  context: StartContext,
  destination: Destination,
  wallClock = Date.now(),
): Promise<SweepJob> {
  const fresh = newSweep(destination, context.clock.now(), wallClock);
  const last = await context.storage.sweeps.get(fresh);
  const isUnderWay = last?.state === "running" && last.begunAt > wallClock - longestSweepMs;
  const job: SweepJob = isUnderWay
    ? { ...last, turn: last.turn + 1 }
    : { ...fresh, state: "running", revision: last?.revision ?? 0 };
  const started = await context.storage.sweeps.write(job);
  await sendSweepTurn(context, started, 0);
  return started;
}

/** Has a new destination swept every day from now on. */
export async function planSweeps(
  { storage, clock }: Pick<StartContext, "storage" | "clock">,
  destination: Destination,
): Promise<void> {
  await storage.sweeps.write(newSweep(destination, clock.now(), Date.now()));
}

function newSweep(
  { workspaceId, segmentId, id }: Destination,
  now: number,
  wallClock: number,
): SweepJob {
  return {
    workspaceId,
    segmentId,
    destinationId: id,
    id: crypto.randomUUID(),
    state: "planned",
    step: "reading",
    turn: 0,
    pages: 0,
    compared: 0,
    missing: 0,
    surplus: 0,
    untold: 0,
    refused: 0,
    startedAt: now,
    begunAt: wallClock,
    revision: 0,
  };
}

/** Carries a sweep on from where it is stored. */
export async function sendSweepTurn(
  context: Pick<StartContext, "queues">,
  { workspaceId, segmentId, destinationId, id: sweepId, turn }: SweepJob,
  delaySeconds: number,
): Promise<void> {
  const body: SweepMessage = { workspaceId, segmentId, destinationId, sweepId, turn };
  await context.queues.sweeps.send([{ body, group: workspaceId, delaySeconds }]);
}

/**
 * Starts the sweeps of the destinations whose time of the day it is, by the wall clock: outside
 * systems live by it. How many there were; one that fails is tried again by the next call and keeps
 * no other waiting.
 */
export async function startDueSweeps(
  context: StartContext & Pick<FlowContext, "log">,
  wallClock = Date.now(),
): Promise<number> {
  const slot = Math.floor(wallClock / slotMs);
  let started = 0;
  for (let back = 0; back < slotsBack; back += 1) {
    const due = await context.storage.sweeps.ofSlot((slot - back) % sweepSlots);
    const waiting = due.filter(({ begunAt }) => begunAt <= wallClock - longestSweepMs);
    const failures = await forEach(waiting, async (job) => {
      if (await startOrForget(context, job, wallClock)) started += 1;
    });
    for (const [position, error] of failures) {
      const destination = waiting[position]?.destinationId;
      context.log.error("a sweep did not begin", error, { destination });
    }
  }
  return started;
}

async function startOrForget(
  context: StartContext,
  job: SweepJob,
  wallClock: number,
): Promise<boolean> {
  const { workspaceId, segmentId, destinationId } = job;
  const { destinations, sweeps } = context.storage;
  const destination = await destinations.get(workspaceId, segmentId, destinationId);
  if (!isSwept(destination)) {
    await sweeps.forget(job);
    return false;
  }
  try {
    await startSweep(context, destination, wallClock);
    return true;
  } catch (error) {
    // Somebody else started it at this moment.
    if (error instanceof ConflictError) return false;
    throw error;
  }
}

/**
 * Has what was made for a destination (a list, a campaign) made anew and filled, where it was
 * deleted; where it is still there, it is found again by its name.
 */
export async function remake(context: StartContext, destination: Destination): Promise<SweepJob> {
  const { storage } = context;
  await storage.destinations.note(destination, { listId: undefined, lastPushedAt: undefined });
  return startSweep(context, { ...destination, listId: undefined, lastPushedAt: undefined });
}
