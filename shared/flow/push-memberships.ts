import { inParallel } from "../connectors/in-parallel.ts";
import { connectorServing } from "../connectors/registry.ts";
import type { ConnectionKind } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { PushMessage } from "../contracts/push.ts";
import { forEach } from "../runtime/for-each.ts";
import type { PushContext } from "./context.ts";
import { fly } from "./fly.ts";
import { membershipsOf } from "./push-identified.ts";
import { isServed, placeOf } from "./shared-place.ts";
import { syncPage } from "./sync-destination.ts";
import { tellApproaching } from "./tell-approaching.ts";
import { type Wish, wish } from "./wish.ts";

/** So that several that do not answer take no more of the function's time than one. */
const placesAtOnce = 16;

/**
 * Events only note what a record is to be at a destination; then one flight per
 * destination makes the outside agree. Repeats and late events change nothing. What failed
 * is told by position; the others are done.
 */
export async function pushMemberships(
  context: PushContext,
  kind: ConnectionKind,
  messages: readonly PushMessage[],
): Promise<ReadonlyMap<number, unknown>> {
  const notices = tellNotices(context, messages);
  const dirty = new Map<string, Dirty>();
  const targets = new DestinationsOf(context, kind);
  const failures = new Map<number, unknown>();
  for (const [position, message] of messages.entries()) {
    try {
      for (const { destination, ...asks } of await asked(context, targets, message)) {
        const key = `${destination.workspaceId}/${destination.id}`;
        const known = dirty.get(key) ?? { destination, asks: [] };
        dirty.set(key, known);
        known.asks.push({ position, ...asks });
      }
    } catch (error) {
      failures.set(position, error);
    }
  }
  const places = Map.groupBy(dirty.values(), ({ destination }) =>
    [destination.workspaceId, placeOf(destination)].join("/"),
  );
  await inParallel([...places.values()], placesAtOnce, async (sharing) => {
    for (const each of sharing) await pushTo(context, each, failures);
  });
  return new Map([...failures, ...(await notices)]);
}

async function pushTo(
  context: PushContext,
  each: Dirty,
  failures: Map<number, unknown>,
): Promise<void> {
  const noted = await noteAll(context, each, failures);
  if (noted === undefined) return;
  try {
    await fly(context, each.destination, noted);
  } catch (error) {
    for (const { position } of each.asks) failures.set(position, error);
  }
}

/**
 * All at once, and beside the flights: a receiver that does not answer holds up nobody else's, and
 * the function has time for both.
 */
function tellNotices(
  context: PushContext,
  messages: readonly PushMessage[],
): Promise<ReadonlyMap<number, unknown>> {
  return forEach(messages, async (message) => {
    if (message.kind === "approaching")
      await tellApproaching(context, message.event, message.destinationId);
  });
}

/** What one message asks of a destination, beside that it is looked after. */
interface Asks {
  readonly wishes?: readonly Wish[];
  /** What is noted already. */
  readonly recordKeys?: readonly string[];
}

interface Asked extends Asks {
  readonly destination: Destination;
}

interface Dirty {
  readonly destination: Destination;
  readonly asks: (Asks & { readonly position: number })[];
}

/**
 * The keys of what is noted now; undefined where nothing is. What cannot be noted together is
 * noted message by message, so that one that fails does not take the others along.
 */
async function noteAll(
  context: PushContext,
  { destination, asks }: Dirty,
  failures: Map<number, unknown>,
): Promise<string[] | undefined> {
  const given = asks.flatMap(({ recordKeys = [] }) => recordKeys);
  const wishesOf = ({ wishes = [] }: Asks): readonly Wish[] => wishes;
  try {
    return [...given, ...(await wish(context, destination, asks.flatMap(wishesOf)))];
  } catch {
    let isAnyNoted = false;
    for (const each of asks) {
      try {
        given.push(...(await wish(context, destination, wishesOf(each))));
        isAnyNoted = true;
      } catch (error) {
        failures.set(each.position, error);
      }
    }
    return isAnyNoted ? given : undefined;
  }
}

async function asked(
  context: PushContext,
  targets: DestinationsOf,
  message: PushMessage,
): Promise<Asked[]> {
  switch (message.kind) {
    case "event":
      return wishesAt(targets, { ...message, isTold: true });
    case "approaching":
      return [];
    case "parted": {
      const { event } = message;
      const asked = await wishesAt(targets, { event, member: false });
      return asked.filter(({ destination }) => isRecordOf(destination, event));
    }
    case "identified": {
      const events = await membershipsOf(context, message);
      const wishes = events.map((event) => wishesAt(targets, { event, member: true }));
      return (await Promise.all(wishes)).flat();
    }
    case "flight":
    case "sync": {
      const { workspaceId, segmentId, destinationId } = message;
      const stored = context.storage.destinations;
      const destination = await stored.get(workspaceId, segmentId, destinationId);
      if (destination === undefined || destination.state === "removed") return [];
      if (message.kind === "sync" && !isServed(destination)) return [];
      const recordKeys =
        message.kind === "sync" ? await syncPage(context, destination, message.after) : [];
      return [{ destination, recordKeys }];
    }
  }
}

function isRecordOf({ connectionId }: Destination, { identities }: MembershipEvent): boolean {
  return identities.some((each) => each.kind === "record" && each.connectionId === connectionId);
}

async function wishesAt(targets: DestinationsOf, wished: Wish): Promise<Asked[]> {
  const { workspaceId, segmentId } = wished.event;
  const served = await targets.ofSegment(workspaceId, segmentId);
  return served.map((destination) => ({ destination, wishes: [wished] }));
}

/** The destinations of the segments of one batch that one connector serves. */
class DestinationsOf {
  readonly #context: PushContext;
  readonly #kind: ConnectionKind;
  readonly #known = new Map<string, Destination[]>();

  constructor(context: PushContext, kind: ConnectionKind) {
    this.#context = context;
    this.#kind = kind;
  }

  async ofSegment(workspaceId: string, segmentId: string): Promise<Destination[]> {
    const key = `${workspaceId}/${segmentId}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const all = await this.#context.storage.destinations.ofSegment(workspaceId, segmentId);
    const served = all.filter(
      (each) => isServed(each) && connectorServing(each.kind).kind === this.#kind,
    );
    this.#known.set(key, served);
    return served;
  }
}
