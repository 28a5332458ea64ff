import type { Doubt, EventNews, EventSource } from "../connectors/event-source.ts";
import { connectors } from "../connectors/registry.ts";
import type { Change } from "../contracts/change.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import type { SourceEvent } from "../contracts/source-event.ts";
import { AuthenticationError } from "../runtime/errors.ts";
import type { AcceptContext } from "./accept-webhook.ts";
import { assertStorable } from "./assert-storable.ts";
import { countWebhook, newestOf } from "./count-webhooks.ts";
import { enqueueChanges } from "./enqueue-changes.ts";
import { noteFloods } from "./note-floods.ts";
import { openAccess } from "./open-access.ts";
import { connectionAt } from "./remembered-connections.ts";

/**
 * Events of sources → the queue of changes. What an event leaves open is read at the source
 * first; what cannot be found out is noted on the connection. What failed is told by position.
 */
export async function takeEvents(
  context: AcceptContext,
  events: readonly SourceEvent[],
): Promise<ReadonlyMap<number, unknown>> {
  const failures = new Map<number, unknown>();
  const bySource = Map.groupBy(events.keys(), (position) => events[position]?.source ?? "");
  for (const [source, positions] of bySource) {
    const details = positions.map((position) => events[position]?.detail);
    try {
      await takeOfSource(context, source, details);
    } catch (error) {
      for (const position of positions) failures.set(position, error);
    }
  }
  return failures;
}

async function takeOfSource(
  context: AcceptContext,
  source: string,
  details: readonly unknown[],
): Promise<void> {
  const found = sourceOf(source);
  const connection = found && (await connectionAt(context, `${found.kind}:${found.accountId}`));
  if (found === undefined || connection === undefined || connection.state === "removed") {
    context.log.warn("events of an account that is not connected", {
      source,
      events: details.length,
    });
    return;
  }
  const told = found.events.read(details, connection);
  const { changes, floods } = await completed(context, connection, found.events, told);
  changes.forEach(assertStorable);
  await enqueueChanges(context, connection, changes, "webhooks");
  await noteFloods(context, connection, floods);
  const part = { eventCount: details.length, ignoredCount: told.ignored };
  const counted = { changes: changes.length, newestAt: newestOf(changes) };
  await countWebhook(context, connection, { parsed: [part], ...counted });
}

interface Found {
  readonly kind: ConnectionKind;
  readonly accountId: string;
  readonly events: EventSource;
}

function sourceOf(source: string): Found | undefined {
  for (const { kind, events } of Object.values(connectors)) {
    const accountId = events?.accountOf(source);
    if (events !== undefined && accountId !== undefined) return { kind, accountId, events };
  }
  return undefined;
}

/** A connection that waits for its admin must not keep events waiting with it. */
async function completed(
  context: AcceptContext,
  connection: Connection,
  source: EventSource,
  { changes, doubts, floods }: EventNews,
): Promise<Pick<EventNews, "changes" | "floods">> {
  if (doubts.length === 0) return { changes, floods };
  try {
    const read = await readDoubts(context, connection, source, doubts);
    return { changes: [...changes, ...read], floods };
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    const left = source.unread(doubts);
    return { changes: [...changes, ...left.changes], floods: [...floods, ...left.floods] };
  }
}

function readDoubts(
  context: AcceptContext,
  connection: Connection,
  source: EventSource,
  doubts: readonly Doubt[],
): Promise<Change[]> {
  return openAccess(context, connection)((granted) => source.readAgain(granted, doubts));
}
