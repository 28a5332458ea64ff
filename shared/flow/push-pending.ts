import type { PushOutcome, PushRecord, PushTarget } from "../connectors/connector.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { PermanentError, RetryableError } from "../runtime/errors.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";
import { sayHowFar } from "./correlation.ts";
import { nextBatch } from "./next-batch.ts";
import { openAccess } from "./open-access.ts";
import { settleUntold } from "./settle-untold.ts";
import { shownAt } from "./shared-place.ts";
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
  const access = await pushAccess(context, given);
  const startedAt = performance.now();
  const known = [...recordKeys];
  let destination = given;
  let isComplete = false;
  let isNews = given.state !== "active" || given.lastError !== undefined;
  if (target.shared?.isOutdated(given) === true)
    destination = await access((connection) => prepared(context, target, given, connection));
  while (!isComplete && performance.now() - startedAt < longestMs) {
    const batch = await nextBatch(context, destination, known, target.batchSize);
    if (batch.rows.length > 0) {
      const unprepared = destination;
      destination = await access(async (connection) => {
        const ready = await prepared(context, target, unprepared, connection);
        const left = await pushBatch(context, target, ready, connection, batch.rows);
        known.unshift(...left.map(({ recordKey }) => recordKey));
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

/** What was made (a list, a name) is remembered at once, so that it is not made again. */
async function prepared(
  context: PushContext,
  target: PushTarget,
  destination: Destination,
  connection: Connection | undefined,
): Promise<Destination> {
  const { shared } = target;
  const isMade = shared ? !shared.isOutdated(destination) : destination.listId !== undefined;
  if (!isMade) await spend(context, connection);
  const found = await target.prepare(destination, connection, () => spend(context, connection));
  const ready = { ...destination, ...found };
  if (ready.listId === destination.listId && ready.shownAs === destination.shownAs)
    return destination;
  await context.storage.destinations.note(destination, found);
  return ready;
}

/** Returns of whom it is open what became of them; throws `RetryableError` where that is everybody. */
export async function pushBatch(
  context: PushContext,
  target: PushTarget,
  destination: Destination,
  connection: Connection | undefined,
  given: readonly PushRow[],
): Promise<readonly PushRow[]> {
  const rows = await settleUntold(context, destination, given);
  if (rows.length === 0) return [];
  const startedAt = performance.now();
  const { add, remove, held } = sides(target, rows);
  const shownOn = await shownAt(context, destination, rows);
  const recordOf = (row: PushRow): PushRecord => ({ ...recordIn(row), ...shownOn(row) });
  await spend(context, connection);
  const outcomes = await target.push({
    destination,
    connection,
    add: add.map(recordOf),
    remove: remove.map(recordOf),
    now: context.clock.now(),
    spend: () => spend(context, connection),
  });
  const left = await settle(context, destination, rows, [...outcomes, ...held]);
  const told = (side: readonly PushRow[]) => side.filter((row) => !left.includes(row));
  const place = `${destination.kind} of ${destination.segmentName}`;
  context.log.info("memberships pushed", {
    destination: place,
    added: told(add).length,
    removed: told(remove).length,
    refused: outcomes.filter((outcome) => outcome.state === "refused").length,
    ms: Math.round(performance.now() - startedAt),
  });
  const events = told([...add, ...remove]).map(({ event }) => event);
  sayHowFar(context.log, "changes pushed", events, { destination: place });
  if (left.length === rows.length)
    throw new RetryableError("The destination did not say what became of any record.");
  return left;
}

interface Sides {
  readonly add: readonly PushRow[];
  readonly remove: readonly PushRow[];
  /** Who is out, under a name that somebody who is in has too. */
  readonly held: readonly PushOutcome[];
}

/** Two profiles may go by one name at a destination: it stays in for the one who is to be in. */
function sides({ members }: PushTarget, rows: readonly PushRow[]): Sides {
  const nameOf = (row: PushRow): string | undefined => members?.keyOf(recordIn(row));
  const add = rows.filter((row) => row.desired);
  const names = new Set(add.map(nameOf));
  const isHeld = (row: PushRow): boolean => {
    const name = nameOf(row);
    return name !== undefined && names.has(name);
  };
  const leaving = rows.filter((row) => !row.desired);
  const held = leaving.filter(isHeld);
  return {
    add,
    remove: leaving.filter((row) => !isHeld(row)),
    held: held.map(({ profileId }) => ({ profileId, state: "confirmed" })),
  };
}

/** Returns of whom no outcome tells. */
async function settle(
  { storage, clock }: PushContext,
  { workspaceId, id }: Destination,
  rows: readonly PushRow[],
  outcomes: readonly PushOutcome[],
): Promise<PushRow[]> {
  const byProfile = new Map(outcomes.map((outcome) => [outcome.profileId, outcome]));
  const now = clock.now();
  const settling = rows.flatMap((row) => {
    const outcome = byProfile.get(row.profileId);
    if (outcome === undefined) return [];
    const isErased = row.event.cause.kind === "erasure" && outcome.state === "confirmed";
    if (isErased && !row.desired) return [storage.pushes.forgetTold(workspaceId, id, row)];
    return [storage.pushes.settle(workspaceId, id, row, outcome, now)];
  });
  await Promise.all(settling);
  return rows.filter(({ profileId }) => !byProfile.has(profileId));
}

/** A push is one request, of those that everybody who talks to the system shares. */
async function spend(context: PushContext, connection: Connection | undefined): Promise<void> {
  if (connection !== undefined) await spendRequest(context, connection, "push");
}

function recordIn(row: PushRow): PushRecord {
  return { profileId: row.profileId, recordId: row.recordId, email: row.email, event: row.event };
}

/** As `Access`, also for a destination that is pushed to without a connection. */
type PushAccess = <Answer>(
  work: (connection: Connection | undefined) => Promise<Answer>,
) => Promise<Answer>;

export async function pushAccess(
  context: PushContext,
  { workspaceId, connectionId }: Destination,
): Promise<PushAccess> {
  if (connectionId === undefined) return (work) => work(undefined);
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw new PermanentError("The connection this segment is pushed through was removed.");
  return openAccess(context, connection);
}
