import type { PushOutcome, PushRecord, PushTarget } from "../connectors/connector.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { PermanentError, RetryableError } from "../runtime/errors.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";
import { openAccess } from "./open-access.ts";
import { spendRequest } from "./spend-request.ts";

/** Then another flight goes on: a long one would be cut off with its function, and repeated. */
const longestMs = 40_000;

/** Pushes batch after batch; false where something may be left. */
export async function pushPending(
  context: PushContext,
  given: Destination,
  recordKeys: readonly string[],
): Promise<boolean> {
  const target = targetOf(given.kind);
  const access = await accessOf(context, given);
  const startedAt = performance.now();
  const known = [...recordKeys];
  let destination = given;
  let isComplete = false;
  let isNews = given.state !== "active" || given.lastError !== undefined;
  while (!isComplete && performance.now() - startedAt < longestMs) {
    const batch = await nextBatch(context, destination, known, target.batchSize);
    if (batch.rows.length > 0) {
      const unprepared = destination;
      destination = await access(async (connection) => {
        const ready = await prepared(context, target, unprepared, connection);
        await pushBatch(context, target, ready, connection, batch.rows);
        return ready;
      });
      isNews = true;
    } else if (known.length === 0) {
      isComplete = batch.listed === 0;
      if (!isComplete) break;
    }
  }
  if (isNews)
    await context.storage.destinations.note(destination, {
      state: "active",
      lastError: undefined,
      lastPushedAt: context.clock.now(),
    });
  return isComplete;
}

/** What was made (a list) is remembered at once, so that it is not made again. */
async function prepared(
  context: PushContext,
  target: PushTarget,
  destination: Destination,
  connection: Connection | undefined,
): Promise<Destination> {
  if (destination.listId === undefined) await spend(context, connection);
  const found = await target.prepare(destination, connection);
  if (found.listId === undefined || found.listId === destination.listId) return destination;
  await context.storage.destinations.note(destination, { listId: found.listId });
  return { ...destination, listId: found.listId };
}

async function pushBatch(
  context: PushContext,
  target: PushTarget,
  destination: Destination,
  connection: Connection | undefined,
  rows: readonly PushRow[],
): Promise<void> {
  const { workspaceId, id } = destination;
  const startedAt = performance.now();
  const [add, remove] = [rows.filter((row) => row.desired), rows.filter((row) => !row.desired)];
  await spend(context, connection);
  const outcomes = await target.push({
    destination,
    connection,
    add: add.map(recordOf),
    remove: remove.map(recordOf),
    now: context.clock.now(),
  });
  const byProfile = new Map(outcomes.map((outcome) => [outcome.profileId, outcome]));
  const answered = rows.flatMap((row): [PushRow, PushOutcome][] => {
    const outcome = byProfile.get(row.profileId);
    return outcome === undefined ? [] : [[row, outcome]];
  });
  await Promise.all(
    answered.map(([row, outcome]) => context.storage.pushes.settle(workspaceId, id, row, outcome)),
  );
  context.log.info("memberships pushed", {
    destination: `${destination.kind} of ${destination.segmentName}`,
    added: add.length,
    removed: remove.length,
    refused: outcomes.filter((outcome) => outcome.state === "refused").length,
    ms: Math.round(performance.now() - startedAt),
  });
  if (answered.length < rows.length)
    throw new RetryableError("The destination did not say what became of every record.");
}

/** A push is one request, of those that everybody who talks to the system shares. */
async function spend(context: PushContext, connection: Connection | undefined): Promise<void> {
  if (connection !== undefined) await spendRequest(context, connection, "push");
}

interface Batch {
  readonly rows: readonly PushRow[];
  /** How many the index of pending ones named, which may lag behind. */
  readonly listed: number;
}

/** Those just noted are read by key, each once; the index names the others. */
async function nextBatch(
  context: PushContext,
  { workspaceId, id }: Destination,
  known: string[],
  limit: number,
): Promise<Batch> {
  const keys = new Set(known.splice(0, limit));
  const { pushes } = context.storage;
  const listed = keys.size === limit ? [] : await pushes.pending(workspaceId, id, limit);
  for (const { recordKey } of listed) if (keys.size < limit) keys.add(recordKey);
  const rows = await pushes.rows(workspaceId, id, [...keys]);
  return { rows: rows.filter((row) => row.state === "pending"), listed: listed.length };
}

function recordOf(row: PushRow): PushRecord {
  return { profileId: row.profileId, recordId: row.recordId, email: row.email, event: row.event };
}

/** As `Access`, also for a destination that is pushed to without a connection. */
type PushAccess = <Answer>(
  work: (connection: Connection | undefined) => Promise<Answer>,
) => Promise<Answer>;

async function accessOf(
  context: PushContext,
  { workspaceId, connectionId }: Destination,
): Promise<PushAccess> {
  if (connectionId === undefined) return (work) => work(undefined);
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw new PermanentError("The connection this segment is pushed through was removed.");
  return openAccess(context, connection);
}
