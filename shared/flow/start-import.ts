import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { ImportJob, ImportMessage } from "../contracts/import.ts";
import type { FlowContext } from "./context.ts";
import { nothingFound } from "./source-findings.ts";

type StartContext = Pick<FlowContext, "storage" | "queues" | "clock">;

/**
 * Begins to read all records of a connection, or goes on where that stopped. After the first
 * import it is a sweep: it also tells what had been lost, and finds what has left the source.
 */
export async function startImport(
  context: StartContext,
  { workspaceId, id: connectionId, kind }: Connection,
): Promise<ImportJob | undefined> {
  if (connectorOf(kind).imports === undefined) return undefined;
  const last = await context.storage.imports.get(workspaceId, connectionId);
  const isUnfinished = last !== undefined && last.state !== "done";
  const job: ImportJob = isUnfinished
    ? { ...last, state: "running", turn: last.turn + 1 }
    : {
        workspaceId,
        connectionId,
        id: crypto.randomUUID(),
        state: "running",
        turn: 0,
        part: 0,
        records: 0,
        totals: {},
        refused: 0,
        ...(last === undefined ? {} : { sweep: nothingFound }),
        ...(last?.lastSweep === undefined ? {} : { lastSweep: last.lastSweep }),
        startedAt: context.clock.now(),
        revision: last?.revision ?? 0,
      };
  const started = await context.storage.imports.write(job);
  await sendTurn(context, started, 0);
  return started;
}

/** Carries an import on from where it is stored. */
export async function sendTurn(
  context: Pick<StartContext, "queues">,
  { workspaceId, connectionId, id: jobId, turn }: ImportJob,
  delaySeconds: number,
): Promise<void> {
  const body: ImportMessage = { workspaceId, connectionId, jobId, turn };
  await context.queues.imports.send([{ body, group: workspaceId, delaySeconds }]);
}
