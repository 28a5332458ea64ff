import { createHash } from "node:crypto";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { SourceMessage } from "../contracts/journal.ts";
import type { FlowContext } from "./context.ts";
import { readJournal, type SourceContext } from "./read-journal.ts";
import { startImport } from "./start-import.ts";

const aDayMs = 86_400_000;

/** Has every connected system looked after. How many there are. */
export async function watchSources({
  storage,
  queues,
}: Pick<FlowContext, "storage" | "queues">): Promise<number> {
  const all = await storage.renewals.all();
  await queues.sources.send(
    all.map(({ workspaceId, connectionId }) => {
      const body: SourceMessage = { workspaceId, connectionId };
      return { body, group: workspaceId };
    }),
  );
  return all.length;
}

/** Reads a connection's journal and begins its daily sweep, if it is time. */
export async function checkSource(
  context: SourceContext,
  { workspaceId, connectionId }: SourceMessage,
): Promise<void> {
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection?.state !== "connected") return;
  await readJournal(context, connection);
  if (await isSweepDue(context, connection)) await startImport(context, connection);
}

/**
 * Once a day, each connection at an instant of its own, so that sweeps are spread evenly; missed
 * ones are made up for, and one that failed is gone on with a day later. The first import is no
 * sweep's to begin.
 */
async function isSweepDue(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  { workspaceId, id, kind }: Connection,
): Promise<boolean> {
  if (connectorOf(kind).imports === undefined) return false;
  const last = await storage.imports.get(workspaceId, id);
  if (last === undefined || last.state === "running") return false;
  const offset = createHash("sha256").update(id).digest().readUInt32BE() % aDayMs;
  const due = clock.now() - ((clock.now() - offset) % aDayMs);
  return Math.max(last.startedAt, last.problem?.at ?? 0) < due;
}
