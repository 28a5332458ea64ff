import type { LocalClock } from "./clock.ts";
import type { Dues } from "./dues.ts";
import type { LocalFunctions } from "./functions.ts";
import type { QueueStore } from "./queues/queue-store.ts";
import type { SqsPoller } from "./sqs-poller.ts";
import type { StreamPoller } from "./stream-poller.ts";

/** Everything that may hold work. */
export interface Workplaces {
  readonly clock: LocalClock;
  readonly functions: LocalFunctions;
  readonly queues: QueueStore;
  readonly deadLetterQueues: ReadonlySet<string>;
  readonly queuePollers: readonly SqsPoller[];
  readonly streamPollers: readonly StreamPoller[];
  readonly dues: Dues;
}

/** What is pending, in words; empty where the system is idle. */
export async function pendingWork(places: Workplaces): Promise<string[]> {
  const before = places.functions.started;
  const pending = [...queued(places), ...invoked(places), ...due(places)];
  pending.push(...(await streamed(places)));
  // What came up while the streams were asked is pending too.
  if (pending.length === 0) pending.push(...queued(places), ...invoked(places), ...due(places));
  if (pending.length === 0 && places.functions.started !== before) pending.push("a function ran");
  return pending;
}

/**
 * Whether nothing moves until the clock does: all that is left are delays and functions that wait
 * for an instant.
 */
export async function waitsForTime(places: Workplaces): Promise<boolean> {
  const before = places.functions.started;
  if (moves(places) || (await streamed(places)).length > 0) return false;
  return !moves(places) && places.functions.started === before;
}

function moves({ functions, queues, deadLetterQueues, queuePollers }: Workplaces): boolean {
  if (functions.busy().length > 0) return true;
  if (queuePollers.some(({ retrying }) => retrying > 0)) return true;
  return [...queues.pending()].some(
    ([name, { visible }]) => visible > 0 && !deadLetterQueues.has(name),
  );
}

function queued({ queues, deadLetterQueues }: Workplaces): string[] {
  return [...queues.pending()].flatMap(([name, { visible, inFlight, delayed }]) => {
    const count = visible + inFlight + delayed;
    if (count === 0 || deadLetterQueues.has(name)) return [];
    return [`${count} in ${name} (${visible} waiting, ${inFlight} in flight, ${delayed} delayed)`];
  });
}

function invoked({ functions }: Workplaces): string[] {
  return functions
    .all()
    .filter(({ inFlight }) => inFlight > 0)
    .map(({ spec, inFlight }) => `${spec.name} is running ${inFlight} times`);
}

function due({ dues, clock }: Workplaces): string[] {
  const count = dues.dueBy(clock.now());
  return count === 0 ? [] : [`${count} profiles have a flip that is due`];
}

async function streamed({ streamPollers }: Workplaces): Promise<string[]> {
  const answers = await Promise.all(streamPollers.map((poller) => poller.isPending()));
  return answers.includes(true) ? ["stream records that are not handled"] : [];
}
