import type { PushRecord, ShownSegment } from "../connectors/connector.ts";
import { targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { PushContext } from "./context.ts";

/** Where a destination writes, within its workspace: a place of its own, or one that several share. */
export function placeOf(destination: Destination): string {
  const { kind, connectionId, id } = destination;
  const shared = targetOf(kind).shared?.nameOf(destination);
  return shared === undefined ? id : `${kind}#${connectionId}#${shared}`;
}

/** Whether others write there too. */
export function isShared({ kind }: Destination): boolean {
  return targetOf(kind).shared !== undefined;
}

/**
 * What each record is to show at a place that several destinations share: whatever any of them
 * desires, of those the place can show by now. Read within a flight, of which a place has one at
 * a time: what changes afterwards is pending and has a flight of its own, which reads this again.
 */
export async function shownAt(
  context: Pick<PushContext, "storage">,
  destination: Destination,
  rows: readonly PushRow[],
): Promise<(row: PushRow) => Pick<PushRecord, "shows">> {
  const { workspaceId } = destination;
  if (!isShared(destination)) return () => ({});
  const place = placeOf(destination);
  const all = await context.storage.destinations.all(workspaceId);
  const others = all
    .filter((each) => isServed(each) && each.shownAs !== undefined)
    .filter((each) => each.id !== destination.id && placeOf(each) === place);
  const recordKeys = rows.map(({ recordKey }) => recordKey);
  const desired = new Map<string, ShownSegment[]>();
  const note = (recordKey: string, { segmentId, shownAs }: Destination): void => {
    desired.set(recordKey, [...(desired.get(recordKey) ?? []), { segmentId, shownAs }]);
  };
  for (const row of rows)
    if (row.desired && isServed(destination)) note(row.recordKey, destination);
  for (const other of others)
    for (const row of await context.storage.pushes.rows(workspaceId, other.id, recordKeys))
      if (row.desired) note(row.recordKey, other);
  return ({ recordKey }) => ({ shows: desired.get(recordKey) ?? [] });
}

/** Whether members are pushed to it, now or once it no longer fails. */
export function isServed({ state }: Destination): boolean {
  return state === "active" || state === "failing";
}
