import type { Destination } from "../contracts/destination.ts";
import type { SweepJob, SweepMessage } from "../contracts/sweep.ts";
import type { PushContext } from "./context.ts";
import { endSweep } from "./end-sweep.ts";
import { isSwept, sendSweepTurn } from "./start-sweep.ts";
import { afterSweepFailure } from "./sweep-failure.ts";
import { type SweptOn, sweepStep } from "./sweep-step.ts";

/** Then the message goes on as a new one: a long sweep would be cut off with its function. */
const longestMs = 40_000;

/**
 * Sweeps a part of the way. Each step is stored before the next; of two who sweep at once one
 * fails at its first step, and comes back to find that its turn has passed.
 */
export async function sweepDestination(context: PushContext, message: SweepMessage): Promise<void> {
  const { sweeps, destinations } = context.storage;
  const job = await sweeps.get(message);
  if (job === undefined || job.id !== message.sweepId || job.state !== "running") return;
  if (message.turn < job.turn) {
    // Who stored the present turn may have ended before handing it on.
    if (message.turn === job.turn - 1) await sendSweepTurn(context, job, 0);
    return;
  }
  const { workspaceId, segmentId, destinationId } = job;
  const destination = await destinations.get(workspaceId, segmentId, destinationId);
  if (!isSwept(destination)) {
    await context.storage.membersThere.forget(job);
    return sweeps.forget(job);
  }
  const swept = await sweepOn(context, destination, job);
  if (swept.job.state !== "running") return;
  const next = await sweeps.write({ ...swept.job, turn: swept.job.turn + 1 });
  await sendSweepTurn(context, next, swept.delaySeconds);
}

async function sweepOn(
  context: PushContext,
  destination: Destination,
  given: SweepJob,
): Promise<SweptOn> {
  const startedAt = performance.now();
  let job = given;
  try {
    for (;;) {
      const swept = await sweepStep(context, destination, job);
      const { problem: _over, ...next } = swept.job;
      if (next.state === "done") await note(context, destination, next);
      job =
        next.state === "running"
          ? await context.storage.sweeps.write(next)
          : await endSweep(context, next);
      const isOver = performance.now() - startedAt > longestMs;
      if (job.state !== "running" || swept.delaySeconds > 0 || isOver) return { ...swept, job };
    }
  } catch (error) {
    return afterSweepFailure(context, destination, job, error);
  }
}

/** What came of it is on the destination, and a line of the log that a metric counts. */
async function note(context: PushContext, destination: Destination, job: SweepJob): Promise<void> {
  const { compared, missing, surplus, untold, refused } = job;
  const repaired = missing + surplus;
  const at = job.finishedAt ?? context.clock.now();
  const lastSweep = { at, compared, missing, surplus, repaired, refused };
  await context.storage.destinations.note(destination, { lastSweep });
  context.log.info("destination swept", {
    destination: `${destination.kind} of ${destination.segmentName}`,
    compared,
    missing,
    surplus,
    repaired,
    untold,
    refused,
    ms: at - job.startedAt,
  });
}
