import type {
  ImportedPage,
  ImportedRecord,
  ImportSession,
  ImportSource,
} from "../connectors/import-source.ts";
import { type Change, type ObjectKind, objectKinds } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { ImportJob } from "../contracts/import.ts";
import {
  ConflictError,
  PermanentError,
  Problem,
  RateLimitedError,
  RetryableError,
} from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { assertStorable } from "./assert-storable.ts";
import type { FlowContext } from "./context.ts";
import { assertSendable, enqueueChanges } from "./enqueue-changes.ts";
import { importedChanges } from "./import-changes.ts";
import { pauseRequests } from "./spend-request.ts";

export type ImportContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;

/** An import under way: what one invocation works with. */
export interface ImportWalk {
  readonly context: ImportContext;
  readonly source: ImportSource;
  readonly connection: Connection;
  /** Asks the source, with access that is renewed when it must be. */
  ask<Answer>(work: (session: ImportSession) => Promise<Answer>): Promise<Answer>;
  /** The source's own names of what its catalogue describes. */
  properties(object: ObjectKind): Promise<readonly string[]>;
}

/**
 * The next records of an import, and the job after them, not yet stored. What is found is on its
 * way before; so a crash between the two repeats a step, and repeats change nothing.
 */
export async function importStep(walk: ImportWalk, job: ImportJob): Promise<ImportJob> {
  const { source, context } = walk;
  if (job.part === 0) return readCatalogue(walk, job);
  const object = source.objects[job.part - 1];
  if (object === undefined) return { ...job, state: "done", finishedAt: context.clock.now() };
  return readRecords(walk, job, object);
}

async function readCatalogue(walk: ImportWalk, job: ImportJob): Promise<ImportJob> {
  const { context, source } = walk;
  const { workspaceId, connectionId } = job;
  const { attributes, propertyTypes } = await walk.ask((session) => source.catalogue(session));
  for (const object of objectKinds) {
    const own = attributes.filter((each) => each.object === object);
    await context.storage.catalogue.replace(workspaceId, connectionId, object, own);
  }
  await retrying(ConflictError, async () => {
    const connection = await context.storage.connections.get(workspaceId, connectionId);
    if (connection !== undefined)
      await context.storage.connections.write({ ...connection, propertyTypes });
  });
  const totals: Record<string, number> = {};
  for (const object of source.objects) {
    const total = await countedOrNot(walk, object);
    if (total !== undefined) totals[object] = total;
  }
  return { ...job, part: 1, totals };
}

/** A source that refuses to count may still list. */
async function countedOrNot(walk: ImportWalk, object: ObjectKind): Promise<number | undefined> {
  try {
    return await walk.ask((session) => walk.source.total(session, object));
  } catch (error) {
    if (error instanceof PermanentError) return undefined;
    throw error;
  }
}

/** Records with their associations, so that each profile is written once. */
async function readRecords(
  walk: ImportWalk,
  job: ImportJob,
  object: ObjectKind,
): Promise<ImportJob> {
  const { context, source, connection } = walk;
  const { records, next } = await readPages(walk, job.cursor, object);
  const ids = [...new Set(records.map(({ recordId }) => recordId))];
  const found = await walk.ask((session) => source.links(session, object, ids));
  const changes = await importedChanges(context, connection, object, records, found);
  const { cursor: _before, ...sent } = await send(walk, job, changes);
  const counted = { ...sent, records: job.records + ids.length };
  return next === undefined ? { ...counted, part: job.part + 1 } : { ...counted, cursor: next };
}

/**
 * As many pages as associations are read at once. Where the source has enough of us before, what
 * was read counts all the same.
 */
async function readPages(
  walk: ImportWalk,
  cursor: string | undefined,
  object: ObjectKind,
): Promise<ImportedPage> {
  const { context, source, connection } = walk;
  const properties = await walk.properties(object);
  const records: ImportedRecord[] = [];
  let next = cursor;
  let pages = 0;
  do {
    const from = next;
    try {
      const page = await walk.ask((session) => source.page(session, object, properties, from));
      records.push(...page.records);
      next = page.next;
      pages += 1;
    } catch (error) {
      if (pages === 0 || !passes(error)) throw error;
      if (error instanceof RateLimitedError) {
        const { workspaceId, id: connectionId } = connection;
        await pauseRequests(context, { workspaceId, connectionId }, error);
      }
      return { records, next };
    }
  } while (next !== undefined && pages < source.pagesAtOnce);
  return { records, next };
}

function passes(error: unknown): boolean {
  return error instanceof RetryableError || error instanceof RateLimitedError;
}

/** What cannot be kept is counted and left out; the other records come in. */
async function send(
  { context, connection }: ImportWalk,
  job: ImportJob,
  changes: readonly Change[],
): Promise<ImportJob> {
  const fit: Change[] = [];
  let { refused, refusal } = job;
  for (const change of changes) {
    try {
      assertStorable(change);
      assertSendable(change);
      fit.push(change);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused += 1;
      refusal = `Record ${change.recordId}: ${error.message}`;
    }
  }
  await enqueueChanges(context, connection, fit, "imports");
  return { ...job, refused, ...(refusal === undefined ? {} : { refusal }) };
}
