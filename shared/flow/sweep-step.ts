import { targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { SweepJob } from "../contracts/sweep.ts";
import type { PushContext } from "./context.ts";
import { findDrift } from "./find-drift.ts";
import { pushAccess } from "./push-pending.ts";
import { repairDrift, spendSweep } from "./repair-drift.ts";
import { requestFlight } from "./request-push.ts";

/** A sweep after its step, not yet stored, and after how many seconds the next one is taken. */
export interface SweptOn {
  readonly job: SweepJob;
  readonly delaySeconds: number;
}

const busySeconds = 2;

/** The next step of a sweep; safe to repeat, and what it finds is stored with the job. */
export async function sweepStep(
  context: PushContext,
  destination: Destination,
  job: SweepJob,
): Promise<SweptOn> {
  switch (job.step) {
    case "reading":
      return { job: await readPage(context, destination, job), delaySeconds: 0 };
    case "comparing":
      return { job: await compare(context, destination, job), delaySeconds: 0 };
    case "repairing": {
      const repaired = await repairDrift(context, destination, job);
      if (repaired === "busy") return { job, delaySeconds: busySeconds };
      if (repaired === "done") return { job: ended(context, job), delaySeconds: 0 };
      const { cursor: _before, ...rest } = job;
      const { after } = repaired;
      return { job: after === undefined ? rest : { ...rest, cursor: after }, delaySeconds: 0 };
    }
  }
}

/** One page of who is there, kept until all are compared. */
async function readPage(
  context: PushContext,
  destination: Destination,
  job: SweepJob,
): Promise<SweepJob> {
  const { members } = targetOf(destination.kind);
  // Nothing was pushed so far: what is to be pushed to may not be made yet.
  const isFresh = destination.lastPushedAt === undefined;
  if (members === undefined || isFresh) return { ...job, step: "comparing" };
  const access = await pushAccess(context, destination);
  const page = await access(async (connection) => {
    await spendSweep(context, connection);
    const spend = () => spendSweep(context, connection);
    const request = { destination, connection, now: context.clock.now(), spend };
    return members.page(request, job.cursor);
  });
  if (page.doubt !== undefined && (await isAnybodyIn(context, destination))) throw page.doubt;
  await context.storage.membersThere.keep(job, job.pages, page);
  const { cursor: _before, ...read } = { ...job, pages: job.pages + 1 };
  if (page.next === undefined) return { ...read, step: "comparing" };
  return { ...read, cursor: page.next };
}

/** As far as was noted. */
async function isAnybodyIn(
  { storage }: PushContext,
  { workspaceId, id }: Destination,
): Promise<boolean> {
  for await (const rows of storage.pushes.all(workspaceId, id))
    if (rows.some(({ desired, state }) => desired && state === "confirmed")) return true;
  return false;
}

/** What is found is stored before anything is repaired, so that a crash in between loses no count. */
async function compare(
  context: PushContext,
  destination: Destination,
  job: SweepJob,
): Promise<SweepJob> {
  const drift = await findDrift(context, destination, job);
  const { compared, missing, surplus, strangers, refused, entries, exits, outdated } = drift;
  const found = {
    ...job,
    compared,
    missing: missing.length + entries.length,
    surplus: surplus.length + strangers.length + exits.length,
    untold: entries.length + exits.length,
    refused: refused.length,
  };
  const isEqual = found.missing + found.surplus + found.refused + outdated.length === 0;
  if (!isEqual) return { ...found, step: "repairing" };
  if (drift.isWaiting || destination.state === "failing")
    await requestFlight(context, destination, 0);
  return ended(context, found);
}

function ended({ clock }: PushContext, job: SweepJob): SweepJob {
  return { ...job, state: "done", finishedAt: clock.now() };
}
