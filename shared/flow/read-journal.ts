import {
  type ChangeJournal,
  type JournalPage,
  PlaceLostError,
} from "../connectors/change-journal.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { JournalPosition } from "../contracts/journal.ts";
import { contentHash } from "../profiles/profile-id.ts";
import { AuthenticationError, MusterError, PermanentError } from "../runtime/errors.ts";
import { isStorable } from "./assert-storable.ts";
import type { FlowContext } from "./context.ts";
import { enqueueChanges } from "./enqueue-changes.ts";
import { newsAmong } from "./journal-news.ts";
import { noteFloods } from "./note-floods.ts";
import { askForMerged } from "./reread-merged.ts";

export type SourceContext = Pick<
  FlowContext,
  "storage" | "queues" | "clock" | "log" | "correlationIds"
>;

/** Then the next check goes on: a long run would be cut off with its function. */
const longestMs = 40_000;
/** A journal that the app may not read stays so until somebody sees to it. */
const leftAloneMs = 3_600_000;
/** So many changes are compared with what is known at once. */
const changesAtOnce = 500;

/**
 * Sends what a connection's journal has and no webhook told. The place is stored after what lies
 * before it is on its way: a crash between the two sends something twice, which changes nothing.
 * A new connection begins at the end, since its import brings what lies before; so does one
 * whose place was lost, or is older than what the source keeps, with a sweep. Passing failures are
 * left to the next check. Throws only what nobody foresaw, and where somebody else reads.
 */
export async function readJournal(context: SourceContext, connection: Connection): Promise<void> {
  const { journal } = connectorOf(connection.kind);
  if (journal === undefined) return;
  const stored = await context.storage.journals.get(connection.workspaceId, connection.id);
  if (stored?.problem !== undefined && stored.problem.until > Date.now()) return;
  const position = stored ?? unread(connection);
  try {
    const subscribed = await subscribe(context, connection, journal, position);
    await readOn(context, connection, journal, subscribed);
  } catch (error) {
    await afterFailure(context, connection, journal, error);
  }
}

function unread({ workspaceId, id: connectionId }: Connection): JournalPosition {
  return { workspaceId, connectionId, readAt: Date.now(), recovered: 0, revision: 0 };
}

/** What is followed grows with the source's own properties. */
async function subscribe(
  { storage }: SourceContext,
  connection: Connection,
  journal: ChangeJournal,
  position: JournalPosition,
): Promise<JournalPosition> {
  const subscribedTo = contentHash(Object.keys(connection.propertyTypes).sort());
  if (position.subscribedTo === subscribedTo) return position;
  await journal.subscribe(connection);
  const isNew = position.revision === 0;
  const place = isNew ? await journal.latest(connection) : position.place;
  return storage.journals.write(at(place, { ...position, subscribedTo }));
}

function at(
  place: string | undefined,
  { place: _before, ...position }: JournalPosition,
): JournalPosition {
  return place === undefined ? position : { ...position, place };
}

async function readOn(
  context: SourceContext,
  connection: Connection,
  journal: ChangeJournal,
  { problem: _over, ...from }: JournalPosition,
): Promise<void> {
  const { journals } = context.storage;
  if (from.readAt + journal.keptForMs < Date.now())
    throw new PlaceLostError("The journal was not read for longer than it is kept.");
  const startedAt = performance.now();
  let position: JournalPosition = from;
  for await (const page of journal.read(connection, from.place)) {
    const found = await take(context, connection, page);
    const recovered = position.recovered + found;
    const recoveredAt = found === 0 ? {} : { recoveredAt: context.clock.now() };
    // Also where a backlog takes several turns: what is read on is not lost.
    const reached = { ...at(page.place, position), readAt: Date.now() };
    position = await journals.write({ ...reached, recovered, ...recoveredAt });
    if (found > 0)
      context.log.warn("lost webhooks recovered", { connection: connection.id, changes: found });
    if (performance.now() - startedAt > longestMs) return;
  }
  await journals.write({ ...position, readAt: Date.now() });
}

/** How many changes were news. */
async function take(
  context: SourceContext,
  connection: Connection,
  { changes, unread: unclear }: JournalPage,
): Promise<number> {
  let found = 0;
  for (let start = 0; start < changes.length; start += changesAtOnce) {
    const part = changes.slice(start, start + changesAtOnce).filter(isStorable);
    const news = await newsAmong(context, connection, part);
    await enqueueChanges(context, connection, news, "imports");
    await askForMerged(context, connection, news);
    found += news.length;
  }
  await noteFloods(context, connection, unclear);
  return found;
}

/** What only a person can mend is shown on the connection. */
async function afterFailure(
  context: SourceContext,
  connection: Connection,
  journal: ChangeJournal,
  error: unknown,
): Promise<void> {
  if (!(error instanceof MusterError)) throw error;
  const { journals } = context.storage;
  context.log.error("journal not read", error, { connection: connection.id });
  const { workspaceId, id } = connection;
  const position = (await journals.get(workspaceId, id)) ?? unread(connection);
  const now = Date.now();
  if (error instanceof PlaceLostError) {
    const place = await journal.latest(connection);
    await noteFloods(context, connection, connectorOf(connection.kind).imports?.objects ?? []);
    await journals.write({ ...at(place, position), readAt: now });
  } else if (error instanceof PermanentError || error instanceof AuthenticationError) {
    const problem = { at: now, message: error.message, until: now + leftAloneMs };
    await journals.write({ ...position, problem });
  }
}
