import type { AccountEvents } from "../connectors/connector.ts";
import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import type { Counters } from "../storage/connection-counters.ts";
import type { FlowContext } from "./context.ts";

/** Counts of a burst are written together, so that counting costs next to nothing. */
const writeEveryMs = 2_000;

interface Pending {
  counters: Counters;
  /** Undefined before it was for the first time. */
  writtenAt: Moment | undefined;
}

const byStorage = new WeakMap<FlowContext["storage"], Map<string, Pending>>();

/** What is counted of one accepted webhook. */
interface Counted {
  readonly parsed: readonly Pick<AccountEvents, "eventCount" | "ignoredCount">[];
  readonly changes: number;
  /** When its newest change happened, as the source says, in milliseconds; undefined where it told none. */
  readonly newestAt?: number | undefined;
  /** It could not be read, and is kept. */
  readonly refused?: boolean;
}

/**
 * Counts an accepted webhook. A lone one is written at once; of a burst the last two seconds are
 * written with the next webhook. Counting never fails a webhook.
 */
export async function countWebhook(
  { storage, clock, log }: Pick<FlowContext, "storage" | "clock" | "log">,
  connection: Connection,
  { parsed, changes, newestAt, refused = false }: Counted,
): Promise<void> {
  const all = byStorage.get(storage) ?? new Map<string, Pending>();
  byStorage.set(storage, all);
  const key = `${connection.workspaceId}/${connection.id}`;
  const pending = all.get(key) ?? { counters: nothing, writtenAt: undefined };
  all.set(key, pending);
  const receivedAt = clock.now();
  pending.counters = {
    ...pending.counters,
    webhooks: pending.counters.webhooks + 1,
    events: pending.counters.events + sum(parsed.map((each) => each.eventCount)),
    ignored: pending.counters.ignored + sum(parsed.map((each) => each.ignoredCount)),
    changes: pending.counters.changes + changes,
    refused: pending.counters.refused + (refused ? 1 : 0),
    lastReceivedAt: receivedAt,
    ...(newestAt === undefined ? {} : { lagMs: Math.max(0, receivedAt - newestAt) }),
  };
  const { writtenAt } = pending;
  if (writtenAt !== undefined && msSince(writtenAt) < writeEveryMs) return;
  const { counters } = pending;
  pending.counters = nothing;
  pending.writtenAt = thisMoment();
  await storage.counters
    .add(connection.workspaceId, connection.id, counters)
    .catch((error: unknown) => log.error("webhooks were not counted", error));
}

const nothing: Counters = {
  webhooks: 0,
  events: 0,
  ignored: 0,
  changes: 0,
  refused: 0,
  lastReceivedAt: 0,
};

/** When the newest of the changes happened, as their source says. */
export function newestOf(changes: readonly Change[]): number | undefined {
  return changes.reduce<number | undefined>(
    (newest, { at }) => Math.max(newest ?? at, at),
    undefined,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
