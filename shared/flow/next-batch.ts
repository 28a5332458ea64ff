import { setTimeout as pause } from "node:timers/promises";
import type { Destination } from "../contracts/destination.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { Pace } from "../storage/request-budgets.ts";
import type { PushContext } from "./context.ts";

/**
 * Pushes of a few records each follow each other this fast at one destination, after some that
 * go at once: where many come and go, what comes meanwhile goes with them.
 */
const pace: Pace = { spacingMs: 1_000, burstMs: 4_000 };

interface Batch {
  readonly rows: readonly PushRow[];
  /** How many the index of pending ones named, which may lag behind. */
  readonly listed: number;
}

/** What to push next, at most `limit` records, `known` ones first; these are taken from the list. */
export async function nextBatch(
  context: Pick<PushContext, "storage">,
  destination: Destination,
  known: string[],
  limit: number,
): Promise<Batch> {
  const batch = await pendingBatch(context, destination, known, limit);
  if (batch.rows.length === 0 || batch.rows.length === limit) return batch;
  const { workspaceId, id } = destination;
  let waited = 0;
  for (;;) {
    const waitMs = await context.storage.budgets.take(workspaceId, id, pace);
    if (waitMs === 0) break;
    await pause(waitMs);
    waited += waitMs;
  }
  if (waited === 0) return batch;
  known.unshift(...batch.rows.map(({ recordKey }) => recordKey));
  return pendingBatch(context, destination, known, limit);
}

/** Those just noted are read by key, each once; the index names the others. */
async function pendingBatch(
  { storage }: Pick<PushContext, "storage">,
  { workspaceId, id }: Destination,
  known: string[],
  limit: number,
): Promise<Batch> {
  const keys = new Set(known.splice(0, limit));
  const { pushes } = storage;
  const listed = keys.size === limit ? [] : await pushes.pending(workspaceId, id, limit);
  for (const { recordKey } of listed) if (keys.size < limit) keys.add(recordKey);
  const rows = await pushes.rows(workspaceId, id, [...keys]);
  return { rows: rows.filter((row) => row.state === "pending"), listed: listed.length };
}
