import type { Change, ObjectKind } from "../contracts/change.ts";
import type { ImportJob } from "../contracts/import.ts";
import { partitions } from "../profiles/profile-id.ts";
import { putOff } from "./explain-absence.ts";
import { settledUpTo } from "./import-changes.ts";
import type { ImportWalk } from "./import-walk.ts";
import { leaving, recordsOf } from "./leaving-records.ts";
import { mergedKey } from "./source-findings.ts";

const profilesPerPage = 250;
const requestsPerStep = 5;
/** Where few profiles have a record of this source, a step reads so many pages at most. */
const pagesPerStep = 8;

export interface Left {
  readonly changes: readonly Change[];
  readonly unexplained: ImportJob["unexplained"];
  /** Where the next step begins; undefined after the last profile. */
  readonly cursor: string | undefined;
}

/**
 * Walks over the profiles and asks the source for the records that they have of it: a list of
 * what is there does not name what has left. A record that something was heard of a moment ago
 * is left to the next sweep.
 */
export async function findLeft(
  walk: ImportWalk,
  job: ImportJob,
  object: ObjectKind,
): Promise<Left> {
  const { source } = walk;
  const wanted = requestsPerStep * source.leftAtOnce;
  const settled = settledUpTo(walk.context);
  const merged = new Set(job.sweep?.merged);
  const seenAt = new Map<string, number>();
  let cursor = job.cursor;
  let pages = 0;
  do {
    const page = await knownPage(walk, object, cursor);
    for (const [recordId, at] of page.known)
      if (!merged.has(mergedKey(object, recordId))) seenAt.set(recordId, at);
    cursor = page.next;
    pages += 1;
  } while (cursor !== undefined && seenAt.size < wanted && pages < pagesPerStep);
  const ids = [...seenAt.keys()];
  const changes: Change[] = [];
  let { unexplained } = job;
  for (let start = 0; start < ids.length; start += source.leftAtOnce) {
    const asked = ids.slice(start, start + source.leftAtOnce);
    const left = await walk.ask((session) => source.left(session, object, asked));
    const judged = putOff(unexplained, object, left, walk.context.clock.now());
    unexplained = judged.unexplained;
    changes.push(...judged.sure.flatMap((each) => leaving(object, each, seenAt, settled)));
  }
  return { changes, unexplained, cursor };
}

/** A page of one partition; a cursor is the partition and the last id. */
async function knownPage(
  { context, connection }: ImportWalk,
  object: ObjectKind,
  cursor: string | undefined,
): Promise<{ known: [string, number][]; next: string | undefined }> {
  const [partition = "0", after] = cursor?.split(" ") ?? [];
  const of = { workspaceId: connection.workspaceId, object };
  const page = await context.storage.profiles.page(of, partition, after, profilesPerPage);
  const known = page.profiles.flatMap((profile) => recordsOf(profile, connection.id));
  const following = partitions[partitions.indexOf(partition) + 1];
  return { known, next: page.after === undefined ? following : `${partition} ${page.after}` };
}
