import type { ImportJob, ImportMessage } from "../contracts/import.ts";
import { waitOf } from "./explain-absence.ts";
import { afterFailure } from "./import-failure.ts";
import { importStep } from "./import-step.ts";
import { type ImportContext, openWalk } from "./import-walk.ts";
import { settleFloods } from "./note-floods.ts";
import { sendTurn } from "./start-import.ts";

/** Then the message goes on as a new one: a long walk would be cut off with its function, and a step is patient. */
const longestMs = 10_000;

/** A sweep is in no hurry: most systems allow several times as much. */
const sweepRequestsPerSecond = 2.5;

/**
 * Imports a part of the way. Each step is stored before the next; of two who walk at once one
 * fails at its first step, and comes back to find that its turn has passed.
 */
export async function importRecords(context: ImportContext, message: ImportMessage): Promise<void> {
  const job = await context.storage.imports.get(message.workspaceId, message.connectionId);
  if (job === undefined || job.id !== message.jobId || job.state !== "running") return;
  if (message.turn < job.turn) {
    // Who stored the present turn may have ended before handing it on.
    if (message.turn === job.turn - 1) await sendTurn(context, job, 0);
    return;
  }
  const walked = await walkOn(context, job);
  if (walked.job.state === "running") await handOn(context, walked.job, walked.delaySeconds);
  else if (walked.job.state === "done") {
    tell(context, walked.job);
    await settleFloods(context, walked.job);
  }
}

interface Walked {
  readonly job: ImportJob;
  readonly delaySeconds: number;
}

async function walkOn(context: ImportContext, given: ImportJob): Promise<Walked> {
  let job = given;
  const startedAt = performance.now();
  let requests = 0;
  try {
    const purpose = given.sweep === undefined ? "import" : "sweep";
    const walk = await openWalk(context, given, purpose, () => {
      requests += 1;
    });
    do {
      const { problem: _over, ...next } = await importStep(walk, job);
      job = await context.storage.imports.write(next);
      // What the catalogue says of types is read with the connection, by the next turn.
    } while (
      given.part > 0 &&
      given.sweep === undefined &&
      job.state === "running" &&
      performance.now() - startedAt < longestMs
    );
    if (given.sweep === undefined) return { job, delaySeconds: 0 };
    const spareMs = (requests * 1_000) / sweepRequestsPerSecond - (performance.now() - startedAt);
    const waitMs = Math.max(0, spareMs, waitOf(walk, job));
    return { job, delaySeconds: Math.ceil(waitMs / 1_000) };
  } catch (error) {
    return afterFailure(context, job, error);
  }
}

async function handOn(context: ImportContext, job: ImportJob, delaySeconds: number): Promise<void> {
  const next = await context.storage.imports.write({ ...job, turn: job.turn + 1 });
  await sendTurn(context, next, delaySeconds);
}

function tell(context: ImportContext, job: ImportJob): void {
  const { records, refused, sweep, connectionId } = job;
  if (sweep !== undefined) {
    const { lost, deleted, repaired } = sweep;
    const found = { connection: connectionId, records, lost, deleted, repaired, refused };
    context.log[lost + deleted > 0 ? "warn" : "info"]("source swept", found);
    return;
  }
  context.log.info("records imported", {
    records,
    refused,
    ms: context.clock.now() - job.startedAt,
  });
}
