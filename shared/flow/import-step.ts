import type { ImportedPage, ImportedRecord } from "../connectors/import-source.ts";
import { type Change, type ObjectKind, objectKinds } from "../contracts/change.ts";
import { ownType } from "../contracts/connection.ts";
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
import { datedChanges } from "./date-news.ts";
import { assertSendable } from "./enqueue-changes.ts";
import { enqueueInBulk } from "./enqueue-in-bulk.ts";
import { deletionsOf, waitOf } from "./explain-absence.ts";
import { type ImportWalk, readLinks } from "./import-walk.ts";
import { withOwnTypes } from "./own-types.ts";
import { addFound, nothingFound, onTheirWayMs, sweepOf } from "./source-findings.ts";
import { pauseRequests } from "./spend-request.ts";
import { findLeft } from "./sweep-source.ts";

/**
 * The next records of an import, and the job after them, not yet stored. What is found is on its
 * way before; so a crash between the two repeats a step, and repeats change nothing.
 */
export async function importStep(walk: ImportWalk, job: ImportJob): Promise<ImportJob> {
  const { source, context } = walk;
  if (job.part === 0) return readCatalogue(walk, job);
  const object = source.objects[job.part - 1];
  if (object !== undefined) return readRecords(walk, job, object);
  const swept = job.sweep && source.objects[job.part - 1 - source.objects.length];
  if (swept !== undefined) return sweepRecords(walk, job, swept);
  if (job.unexplained !== undefined) return explainAbsence(walk, job, job.unexplained);
  const finishedAt = context.clock.now();
  const lastSweep = sweepOf(job, finishedAt);
  return { ...job, state: "done", finishedAt, ...(lastSweep === undefined ? {} : { lastSweep }) };
}

async function readCatalogue(walk: ImportWalk, job: ImportJob): Promise<ImportJob> {
  const { context, source } = walk;
  const { workspaceId, connectionId } = job;
  const found = await walk.ask((session) => source.catalogue(session));
  const propertyTypes = await retrying(ConflictError, async () => {
    const connection = await context.storage.connections.get(workspaceId, connectionId);
    const types = await withOwnTypes(context, { workspaceId, connectionId }, found);
    if (connection !== undefined)
      await context.storage.connections.write({ ...connection, propertyTypes: types });
    return types;
  });
  const attributes = found.attributes.filter(({ property }) => propertyTypes[property] !== ownType);
  for (const object of objectKinds) {
    const described = attributes.filter((each) => each.object === object);
    await context.storage.catalogue.replace(workspaceId, connectionId, object, described);
  }
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
  const { context } = walk;
  const page = await readPages(walk, job.cursor, object);
  const { records, next } = page;
  const ids = [...new Set(records.map(({ recordId }) => recordId))];
  const found = page.links ?? (await readLinks(walk, object, ids));
  // In a first import everything is news: only what webhooks may be telling too is dated.
  const since = job.sweep === undefined ? job.startedAt - onTheirWayMs : Number.NEGATIVE_INFINITY;
  const changes = await datedChanges(walk, object, records, found, since);
  const { sweep, ...sent } = await send(walk, job, changes);
  const changedAt = new Map(records.map(({ recordId, at }) => [recordId, at]));
  const counted = { ...sent, records: job.records + ids.length };
  return wentOn(
    sweep === undefined
      ? counted
      : {
          ...counted,
          sweep: addFound(sweep, changes, (id) => changedAt.get(id), context.clock.now()),
        },
    next,
  );
}

/** Of the records that are known those that have left the source. */
async function sweepRecords(
  walk: ImportWalk,
  job: ImportJob,
  object: ObjectKind,
): Promise<ImportJob> {
  const { changes, unexplained, cursor } = await findLeft(walk, job, object);
  const found = await sendFound(walk, job, changes);
  return wentOn(unexplained === undefined ? found : { ...found, unexplained }, cursor);
}

/** Those that were merged are known as such once a webhook had its time; the others were deleted. */
async function explainAbsence(
  walk: ImportWalk,
  { unexplained: _former, ...job }: ImportJob,
  unexplained: NonNullable<ImportJob["unexplained"]>,
): Promise<ImportJob> {
  if (waitOf(walk, { ...job, unexplained }) > 0) return { ...job, unexplained };
  const { changes, rest } = await deletionsOf(walk, unexplained);
  const found = await sendFound(walk, job, changes);
  return rest === undefined ? found : { ...found, unexplained: rest };
}

async function sendFound(
  walk: ImportWalk,
  job: ImportJob,
  changes: readonly Change[],
): Promise<ImportJob> {
  const { sweep = nothingFound, ...sent } = await send(walk, job, changes);
  const now = walk.context.clock.now();
  return { ...sent, sweep: addFound(sweep, changes, () => now, now) };
}

function wentOn({ cursor: _before, ...job }: ImportJob, next: string | undefined): ImportJob {
  return next === undefined ? { ...job, part: job.part + 1 } : { ...job, cursor: next };
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
  const properties = (await walk.described(object)).map(({ property }) => property);
  const records: ImportedRecord[] = [];
  let next = cursor;
  let pages = 0;
  do {
    const from = next;
    try {
      const page = await walk.ask((session) => source.page(session, object, properties, from));
      if (source.pagesAtOnce === 1) return page;
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
  await enqueueInBulk(context, connection, fit);
  return { ...job, refused, ...(refusal === undefined ? {} : { refusal }) };
}
