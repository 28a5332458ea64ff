import { connectorServing } from "../connectors/registry.ts";
import type { ConnectionKind } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { PushMessage } from "../contracts/push.ts";
import type { PushContext } from "./context.ts";
import { fly } from "./fly.ts";
import { membershipsOf } from "./push-identified.ts";
import { syncPage } from "./sync-destination.ts";
import { wish } from "./wish.ts";

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
  const dirty = new Map<string, Dirty>();
  const targets = new DestinationsOf(context, kind);
  const failures = new Map<number, unknown>();
  for (const [position, message] of messages.entries()) {
    try {
      for (const { destination, recordKeys } of await noted(context, targets, message)) {
        const known = dirty.get(destination.id) ?? { destination, recordKeys: [], positions: [] };
        dirty.set(destination.id, known);
        known.recordKeys.push(...recordKeys);
        known.positions.push(position);
      }
    } catch (error) {
      failures.set(position, error);
    }
  }
  for (const { destination, recordKeys, positions } of dirty.values()) {
    try {
      await fly(context, destination, recordKeys);
    } catch (error) {
      for (const position of positions) failures.set(position, error);
    }
  }
  return failures;
}

interface Noted {
  readonly destination: Destination;
  readonly recordKeys: readonly string[];
}

interface Dirty {
  readonly destination: Destination;
  readonly recordKeys: string[];
  /** Messages that asked for it. */
  readonly positions: number[];
}

/** What a message makes dirty, once what it says is noted. */
async function noted(
  context: PushContext,
  targets: DestinationsOf,
  message: PushMessage,
): Promise<Noted[]> {
  switch (message.kind) {
    case "event":
      return wishAll(context, targets, message.event, message.member);
    case "identified": {
      const events = await membershipsOf(context, message);
      const wishes = events.map((event) => wishAll(context, targets, event, true));
      return (await Promise.all(wishes)).flat();
    }
    case "flight":
    case "sync": {
      const { workspaceId, segmentId, destinationId } = message;
      const stored = context.storage.destinations;
      const destination = await stored.get(workspaceId, segmentId, destinationId);
      if (destination === undefined || destination.state === "removed") return [];
      const recordKeys =
        message.kind === "sync" ? await syncPage(context, destination, message.after) : [];
      return [{ destination, recordKeys }];
    }
  }
}

async function wishAll(
  context: PushContext,
  targets: DestinationsOf,
  event: MembershipEvent,
  member: boolean,
): Promise<Noted[]> {
  const served = await targets.ofSegment(event.workspaceId, event.segmentId);
  return Promise.all(
    served.map(async (destination) => ({
      destination,
      recordKeys: [await wish(context, destination, event, member)],
    })),
  );
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
      (each) => each.state !== "removed" && connectorServing(each.kind).kind === this.#kind,
    );
    this.#known.set(key, served);
    return served;
  }
}
