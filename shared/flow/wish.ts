import { inParallel } from "../connectors/in-parallel.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";

/** What an event asks of a destination: that its profile is there, or is not. */
export interface Wish {
  readonly event: MembershipEvent;
  readonly member: boolean;
  /** It came by the bus, which may say again what is long over. */
  readonly isTold?: true;
}

type WishContext = Pick<PushContext, "storage">;

const writesAtOnce = 16;

/**
 * Notes the desired states, each unless a newer one is there; returns the records' keys at the
 * destination. Of several wishes for one record the newest is noted: who came and went meanwhile
 * is not pushed. What is there is read for all of them with one request.
 */
export async function wish(
  context: WishContext,
  destination: Destination,
  wishes: readonly Wish[],
): Promise<string[]> {
  const newest = new Map<string, PushRow>();
  for (const each of wishes) {
    const row = rowOf(destination, each);
    const other = newest.get(row.recordKey);
    if (other === undefined || other.revision < row.revision) newest.set(row.recordKey, row);
  }
  const { workspaceId, id } = destination;
  const recordKeys = [...newest.keys()];
  const known = await context.storage.pushes.rows(workspaceId, id, recordKeys);
  const knownBy = new Map(known.map((row) => [row.recordKey, row]));
  const told = new Set(wishes.flatMap(({ event, isTold }) => (isTold ? [event] : [])));
  const newcomers = [...newest.values()].filter(
    ({ desired, recordKey, event }) => desired && !knownBy.has(recordKey) && told.has(event),
  );
  const over = await overAmong(context, workspaceId, newcomers);
  const rows = [...newest.values()].filter((row) => !over.has(row));
  await inParallel(rows, writesAtOnce, (row) =>
    note(context, destination, row, knownBy.get(row.recordKey)),
  );
  return recordKeys;
}

/**
 * Of those who would come in the ones that are out by now. Who is known at a destination is guarded
 * by revisions; of others, and of who was erased, nothing is kept that an old event could lose
 * against. An event is said after its member was stored, so a row that is missing says: over.
 */
async function overAmong(
  { storage }: WishContext,
  workspaceId: string,
  newcomers: readonly PushRow[],
): Promise<Set<PushRow>> {
  const over = new Set<PushRow>();
  for (const [segmentId, rows] of Map.groupBy(newcomers, ({ event }) => event.segmentId)) {
    const ids = [...new Set(rows.map(({ profileId }) => profileId))];
    const members = await storage.members.among(workspaceId, segmentId, ids);
    for (const row of rows) if (!members.has(row.profileId)) over.add(row);
  }
  return over;
}

async function note(
  { storage }: WishContext,
  destination: Destination,
  wished: PushRow,
  read: PushRow | undefined,
): Promise<void> {
  const { workspaceId, id } = destination;
  await retrying(ConflictError, async (attempt) => {
    const rowNow = async () => (await storage.pushes.rows(workspaceId, id, [wished.recordKey]))[0];
    const known = attempt === 1 ? read : await rowNow();
    if (known !== undefined && known.revision >= wished.revision) return;
    // Of somebody who was erased nothing is noted where there is nobody to take out.
    if (known === undefined && !wished.desired && wished.event.cause.kind === "erasure") return;
    await storage.pushes.note(workspaceId, id, beside(destination, wished, known), known);
  });
}

/** What a destination is to have of a record, as it would be noted. */
export function rowOf(destination: Destination, { event, member }: Wish): PushRow {
  const { identities, profileId, revision } = event;
  const recordId = identities.find(
    (each) => each.kind === "record" && each.connectionId === destination.connectionId,
  )?.id;
  const email = identities.find((each) => each.kind === "email")?.id;
  return {
    recordKey: recordId ?? profileId,
    profileId,
    desired: member,
    revision,
    event,
    state: "pending",
    ...(recordId === undefined ? {} : { recordId }),
    ...(email === undefined ? {} : { email }),
  };
}

/**
 * Somebody stays known by the address they were put in under, whatever it is by now: who is
 * taken out under another one would stay in. What is confirmed already needs no push, nor does
 * the leaving of somebody who was never put in.
 */
function beside({ kind }: Destination, wished: PushRow, known: PushRow | undefined): PushRow {
  if (known === undefined) return wished.desired ? wished : { ...wished, state: "confirmed" };
  if (wished.desired && !known.desired) return wished;
  const row = known.email === undefined ? wished : { ...wished, email: known.email };
  const isDone =
    row.desired === known.desired && known.state === "confirmed" && isNamedAlike(kind, row, known);
  if (!isDone) return row;
  const { settledAt } = known;
  return { ...row, state: "confirmed", ...(settledAt === undefined ? {} : { settledAt }) };
}

/** Where only one of id and address names somebody, the other may become known without a push. */
function isNamedAlike(kind: Destination["kind"], one: PushRow, other: PushRow): boolean {
  const keyOf = targetOf(kind).members?.keyOf;
  const [{ recordId, email }, known] = [one, other];
  if (keyOf === undefined) return email === known.email && recordId === known.recordId;
  return keyOf({ recordId, email }) === keyOf({ recordId: known.recordId, email: known.email });
}
