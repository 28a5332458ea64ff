import type { PushRecord } from "../connectors/connector.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { AuthenticationError, PermanentError, RateLimitedError } from "../runtime/errors.ts";
import type { PushRow } from "../storage/push-records.ts";
import { withFreshTokens } from "./fresh-tokens.ts";
import type { PushContext } from "./push-memberships.ts";
import { requestFlight } from "./sync-destination.ts";

/** Longer than a function runs: a flight that crashed is over by then. */
const flightMs = 90_000;
const busySeconds = 1;
const outageSeconds = 30;
const longestDelaySeconds = 900;

/**
 * Pushes what is pending at one destination, one flight at a time. A failure of the
 * whole call leaves everything pending and says so on the destination.
 */
export async function fly(
  context: PushContext,
  destination: Destination,
  recordKeys: readonly string[],
): Promise<void> {
  const { workspaceId, id } = destination;
  const holder = crypto.randomUUID();
  if (!(await context.storage.pushes.takeOff(workspaceId, id, holder, Date.now() + flightMs))) {
    await requestFlight(context, destination, busySeconds);
    return;
  }
  try {
    await pushPending(context, destination, recordKeys);
  } catch (error) {
    await whatNext(context, destination, error);
  } finally {
    await context.storage.pushes.land(workspaceId, id, holder);
  }
}

async function pushPending(
  context: PushContext,
  given: Destination,
  recordKeys: readonly string[],
): Promise<void> {
  const { workspaceId, connectionId } = given;
  const target = targetOf(given.kind);
  const connection = await connectionOf(context, workspaceId, connectionId);
  let destination = given;
  let known = recordKeys;
  for (;;) {
    const rows = await pendingRows(context, destination, known, target.batchSize);
    if (rows.length === 0) break;
    destination = { ...destination, ...(await target.prepare(destination, connection)) };
    const startedAt = performance.now();
    const [add, remove] = [rows.filter((row) => row.desired), rows.filter((row) => !row.desired)];
    const outcomes = await target.push({
      ...{ destination, connection, now: context.clock.now() },
      ...{ add: add.map(recordOf), remove: remove.map(recordOf) },
    });
    const byProfile = new Map(outcomes.map((outcome) => [outcome.profileId, outcome]));
    for (const row of rows) {
      const outcome = byProfile.get(row.profileId);
      if (outcome !== undefined)
        await context.storage.pushes.settle(workspaceId, destination.id, row, outcome);
    }
    context.log.info("memberships pushed", {
      destination: `${destination.kind} of ${destination.segmentName}`,
      added: add.length,
      removed: remove.length,
      refused: outcomes.filter((outcome) => outcome.state === "refused").length,
      ms: Math.round(performance.now() - startedAt),
    });
    known = [];
  }
  await settled(context, given, destination);
}

/** Those just noted are read by key: the index of pending ones may lag behind. */
async function pendingRows(
  context: PushContext,
  { workspaceId, id }: Destination,
  known: readonly string[],
  limit: number,
): Promise<PushRow[]> {
  const listed = await context.storage.pushes.pending(workspaceId, id, limit);
  const keys = [...known, ...listed.map((row) => row.recordKey)];
  const rows = await context.storage.pushes.rows(workspaceId, id, keys);
  return rows.filter((row) => row.state === "pending").slice(0, limit);
}

function recordOf(row: PushRow): PushRecord {
  return { profileId: row.profileId, recordId: row.recordId, email: row.email, event: row.event };
}

async function connectionOf(
  context: PushContext,
  workspaceId: string,
  connectionId: string | undefined,
): Promise<Connection | undefined> {
  if (connectionId === undefined) return undefined;
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw new PermanentError("The connection this segment is pushed through was removed.");
  if (connection.state === "reconnect-needed")
    throw new AuthenticationError(
      `${connection.name} must be connected again before it can be written to.`,
    );
  return withFreshTokens(context, connection);
}

async function settled(
  context: PushContext,
  before: Destination,
  after: Destination,
): Promise<void> {
  const { lastError: _gone, ...rest } = after;
  if (before.state === "active" && before.listId === after.listId && before.lastError === undefined)
    return;
  await context.storage.destinations.write({
    ...rest,
    state: "active",
    lastPushedAt: context.clock.now(),
  });
}

/** The failure is on the destination for its admin to see; what passes is tried again. */
async function whatNext(
  context: PushContext,
  destination: Destination,
  error: unknown,
): Promise<void> {
  const message = error instanceof Error ? error.message : "The push failed for an unknown reason.";
  context.log.error("push failed", error, { destination: destination.id });
  const lastError = { at: context.clock.now(), message };
  await context.storage.destinations.write({ ...destination, state: "failing", lastError });
  if (error instanceof AuthenticationError) return markReconnect(context, destination, message);
  if (error instanceof PermanentError) return;
  const seconds =
    error instanceof RateLimitedError ? Math.ceil(error.retryAfterMs / 1_000) : outageSeconds;
  await requestFlight(context, destination, Math.min(longestDelaySeconds, Math.max(1, seconds)));
}

async function markReconnect(
  context: PushContext,
  destination: Destination,
  message: string,
): Promise<void> {
  const { workspaceId, connectionId } = destination;
  if (connectionId === undefined) return;
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state !== "connected") return;
  const lastError = { at: context.clock.now(), message };
  await context.storage.connections.write({ ...connection, state: "reconnect-needed", lastError });
}
