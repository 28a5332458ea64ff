import { connectorServing } from "../connectors/registry.ts";
import type { ConnectionKind } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { PushMessage } from "../contracts/push.ts";
import type { FlowContext } from "./context.ts";
import { fly } from "./fly.ts";
import { syncPage } from "./sync-destination.ts";

export type PushContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;

/**
 * Events only note what a record is to be at a destination; then one flight per
 * destination makes the outside agree. Repeats and late events change nothing.
 */
export async function pushMemberships(
  context: PushContext,
  kind: ConnectionKind,
  messages: readonly PushMessage[],
): Promise<void> {
  const dirty = new Map<string, Dirty>();
  const mark = (destination: Destination, keys: readonly string[]): void => {
    const known = dirty.get(destination.id) ?? { destination, recordKeys: [] };
    dirty.set(destination.id, known);
    known.recordKeys.push(...keys);
  };
  const targets = new DestinationsOf(context, kind);
  for (const message of messages) {
    if (message.kind === "event") {
      const { workspaceId, segmentId } = message.event;
      for (const destination of await targets.ofSegment(workspaceId, segmentId))
        mark(destination, [await wish(context, destination, message.event, message.member)]);
      continue;
    }
    const { workspaceId, segmentId, destinationId } = message;
    const destination = await context.storage.destinations.get(
      workspaceId,
      segmentId,
      destinationId,
    );
    if (destination === undefined || destination.state === "removed") continue;
    mark(
      destination,
      message.kind === "sync" ? await syncPage(context, destination, message.after) : [],
    );
  }
  for (const { destination, recordKeys } of dirty.values())
    await fly(context, destination, recordKeys);
}

interface Dirty {
  readonly destination: Destination;
  readonly recordKeys: string[];
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

/** Notes the desired state; returns the record's key at the destination. */
export async function wish(
  context: Pick<PushContext, "storage">,
  destination: Destination,
  event: MembershipEvent,
  desired: boolean,
): Promise<string> {
  const { identities, profileId, revision, workspaceId } = event;
  const recordId = identities.find(
    (each) => each.kind === "record" && each.connectionId === destination.connectionId,
  )?.id;
  const email = identities.find((each) => each.kind === "email")?.id;
  const recordKey = recordId ?? profileId;
  await context.storage.pushes.wish(workspaceId, destination.id, {
    ...{ recordKey, profileId, desired, revision, event },
    ...(recordId === undefined ? {} : { recordId }),
    ...(email === undefined ? {} : { email }),
  });
  return recordKey;
}
