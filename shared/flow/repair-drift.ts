import { inParallel } from "../connectors/in-parallel.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import type { SweepJob } from "../contracts/sweep.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { SweptRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";
import { type Drift, findDrift } from "./find-drift.ts";
import { land } from "./land.ts";
import { pushAccess } from "./push-pending.ts";
import { placeOf } from "./shared-place.ts";
import { spendRequest } from "./spend-request.ts";
import { wish } from "./wish.ts";

/** Longer than a function runs: a repair that crashed is over by then. */
const repairMs = 200_000;
/** Of each kind in one turn; what is left is found again in the next. */
const recordsAtOnce = 5_000;
const writesAtOnce = 25;
/** Calls that take strangers out, in one turn. */
const callsAtOnce = 4;

/** `after`: the last stranger that was taken out, in the order of their names. */
type Repaired = "busy" | "done" | { readonly after: string | undefined };

/**
 * Notes what is to be pushed again, for a flight of the ordinary kind, and takes strangers out.
 * No flight is in the air meanwhile, so whoever enters now is put in afterwards. What is noted is
 * no drift any more, so a repair that crashed goes on where it was. "busy" while others push.
 */
export async function repairDrift(
  context: PushContext,
  destination: Destination,
  job: SweepJob,
): Promise<Repaired> {
  const { workspaceId } = destination;
  const { flights } = context.storage;
  const place = placeOf(destination);
  const holder = crypto.randomUUID();
  if (!(await flights.takeOff(workspaceId, place, holder, Date.now() + repairMs))) return "busy";
  try {
    const drift = await findDrift(context, destination, job);
    await noteAgain(context, destination, drift);
    // They were read before: who is out by now is still among them.
    const strangers = drift.strangers.filter((name) => name > (job.cursor ?? "")).sort(byName);
    const most = callsAtOnce * targetOf(destination.kind).batchSize;
    const leaving = strangers.slice(0, most);
    await removeStrangers(context, destination, leaving);
    if (strangers.length <= most && isNoted(drift)) return "done";
    return { after: leaving.at(-1) ?? job.cursor };
  } finally {
    await land(context, destination, holder, 0);
  }
}

function isNoted({ missing, surplus, refused, entries, exits, outdated }: Drift): boolean {
  const noted = [missing, surplus, refused, entries, exits, outdated];
  return noted.every(({ length }) => length <= recordsAtOnce);
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** Somebody who wrote a row since it was read knows better. */
async function noteAgain(
  context: PushContext,
  destination: Destination,
  { missing, surplus, refused, entries, exits, outdated }: Drift,
): Promise<void> {
  const { workspaceId, id } = destination;
  const { pushes } = context.storage;
  const each = <Record>(records: readonly Record[], note: (record: Record) => Promise<unknown>) =>
    inParallel(records.slice(0, recordsAtOnce), writesAtOnce, (record) =>
      unlessNewer(note(record)),
    );
  for (const rows of [missing, surplus, refused])
    await each(rows, (row) => pushes.again(workspaceId, id, row));
  await each(outdated, (row) => pushes.drop(workspaceId, id, row));
  const entered = entries.slice(0, recordsAtOnce).map(({ event }) => ({ event, member: true }));
  await wish(context, destination, entered);
  await each(exits, (row) => wishOut(context, destination, row));
}

async function unlessNewer(noting: Promise<unknown>): Promise<void> {
  try {
    await noting;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

/**
 * The event that was lost, as far as it is known. A revision that is only one more is no later
 * than the lost event's own, so that one that comes after all, or tells of a new entry, wins.
 */
async function wishOut(
  context: PushContext,
  destination: Destination,
  { recordKey, profileId, revision }: SweptRow,
): Promise<void> {
  const { workspaceId, segmentId, id } = destination;
  const { members, pushes } = context.storage;
  const [row] = await pushes.rows(workspaceId, id, [recordKey]);
  if (row?.revision !== revision) return;
  const left = (await members.rows(workspaceId, [segmentId], profileId)).get(segmentId);
  const told =
    left?.member === false
      ? { at: left.since, cause: left.cause, revision: Math.max(revision + 1, left.revision) }
      : { revision: revision + 1 };
  await wish(context, destination, [{ event: { ...row.event, ...told }, member: false }]);
}

async function removeStrangers(
  context: PushContext,
  destination: Destination,
  keys: readonly string[],
): Promise<void> {
  const { members, batchSize } = targetOf(destination.kind);
  if (members?.strangers === undefined || keys.length === 0) return;
  const { strangers } = members;
  const access = await pushAccess(context, destination);
  for (let call = 0; call < callsAtOnce && call * batchSize < keys.length; call += 1) {
    const some = keys.slice(call * batchSize, (call + 1) * batchSize);
    await access(async (connection) => {
      const spend = () => spendSweep(context, connection);
      await spend();
      await strangers.remove({ destination, connection, now: context.clock.now(), spend }, some);
    });
  }
}

/** Sweeps take their share of the requests that everybody who talks to the system has. */
export async function spendSweep(
  context: PushContext,
  connection: Connection | undefined,
): Promise<void> {
  if (connection !== undefined) await spendRequest(context, connection, "sweep");
}
