import { connectorOf } from "../connectors/registry.ts";
import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { RereadMessage } from "../contracts/import.ts";
import { AuthenticationError, RateLimitedError } from "../runtime/errors.ts";
import { isStorable } from "./assert-storable.ts";
import type { FlowContext } from "./context.ts";
import { datedChanges } from "./date-news.ts";
import { enqueueChanges } from "./enqueue-changes.ts";
import { type ImportContext, openWalk, readLinks } from "./import-walk.ts";
import { onTheirWayMs } from "./source-findings.ts";
import { pauseRequests } from "./spend-request.ts";

/** What `ImportSource.records` takes. */
const recordsPerMessage = 100;

/**
 * Has records read that a source merged others into: which of their values stayed only the source
 * knows, which may have a rule for each property. Not before whatever was read or told of them
 * earlier has arrived: what its webhooks say is no news then. Safe to repeat.
 */
export async function askForMerged(
  { queues, clock }: Pick<FlowContext, "queues" | "clock">,
  { workspaceId, id: connectionId, kind }: Connection,
  changes: readonly Change[],
): Promise<void> {
  if (connectorOf(kind).imports?.records === undefined) return;
  const merges = changes.filter(({ body }) => body.kind === "merge");
  for (const [object, own] of Map.groupBy(merges, (change) => change.object)) {
    const ids = [...new Set(own.map(({ recordId }) => recordId))];
    for (let start = 0; start < ids.length; start += recordsPerMessage) {
      const recordIds = ids.slice(start, start + recordsPerMessage);
      const body: RereadMessage = { workspaceId, connectionId, object, recordIds };
      const delaySeconds = onTheirWayMs / 1_000;
      const dueAt = clock.now() + onTheirWayMs;
      await queues.imports.send([{ body, group: workspaceId, delaySeconds, dueAt }]);
    }
  }
}

/**
 * Sends what these records say that is not known. A connection without access is left alone:
 * connecting it again reads all. Throws as `PushTarget.push` does, for the queue to come back.
 */
export async function rereadRecords(context: ImportContext, message: RereadMessage): Promise<void> {
  const { workspaceId, connectionId, object, recordIds } = message;
  const stored = await context.storage.connections.get(workspaceId, connectionId);
  if (stored?.state !== "connected") return;
  const walk = await openWalk(context, message, "import", () => undefined);
  const { ask, source, connection } = walk;
  try {
    const properties = (await walk.described(object)).map(({ property }) => property);
    const records = await ask(
      async (session) => (await source.records?.(session, object, properties, recordIds)) ?? [],
    );
    const ids = records.map(({ recordId }) => recordId);
    const links = await readLinks(walk, object, ids);
    const changes = await datedChanges(walk, object, records, links, Number.NEGATIVE_INFINITY);
    await enqueueChanges(context, connection, changes.filter(isStorable), "imports");
  } catch (error) {
    if (error instanceof AuthenticationError) return;
    if (error instanceof RateLimitedError)
      await pauseRequests(context, { workspaceId, connectionId }, error);
    throw error;
  }
}
