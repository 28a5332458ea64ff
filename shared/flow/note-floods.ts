import type { Connection } from "../contracts/connection.ts";
import type { ImportJob } from "../contracts/import.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { startImport } from "./start-import.ts";

type FloodContext = Pick<FlowContext, "storage" | "queues" | "clock">;

/**
 * Notes of what kinds of records changes were lost count of, as of now, and has everything
 * imported again. Where an import is under way, another one follows it.
 */
export async function noteFloods(
  context: FloodContext,
  connection: Connection,
  floods: readonly string[],
): Promise<void> {
  if (floods.length === 0) return;
  await edit(context, connection, (uncounted) => {
    for (const records of floods) uncounted.set(records, context.clock.now());
  });
  const { workspaceId, id } = connection;
  const job = await context.storage.imports.get(workspaceId, id);
  if (job?.state !== "running") await startImport(context, connection);
}

/** After an import: what was lost before it began has come in. */
export async function settleFloods(context: FloodContext, job: ImportJob): Promise<void> {
  const { workspaceId, connectionId, startedAt } = job;
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection?.uncounted === undefined) return;
  const left = await edit(context, connection, (uncounted) => {
    for (const [records, at] of uncounted) if (at <= startedAt) uncounted.delete(records);
  });
  if (left > 0) await startImport(context, connection);
}

/** Writes what is new; returns how many kinds are noted afterwards. */
function edit(
  { storage }: FloodContext,
  { workspaceId, id }: Connection,
  change: (uncounted: Map<string, number>) => void,
): Promise<number> {
  return retrying(ConflictError, async () => {
    const current = await storage.connections.get(workspaceId, id);
    if (current === undefined || current.state === "removed") return 0;
    const { uncounted: before = {}, ...rest } = current;
    const after = new Map(Object.entries(before));
    change(after);
    const isNews =
      after.size !== Object.keys(before).length ||
      [...after].some(([records, at]) => before[records] !== at);
    if (isNews)
      await storage.connections.write(
        after.size === 0 ? rest : { ...rest, uncounted: Object.fromEntries(after) },
      );
    return after.size;
  });
}
