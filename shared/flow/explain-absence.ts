import type { LeftRecord } from "../connectors/import-source.ts";
import type { Change, ObjectKind } from "../contracts/change.ts";
import type { ImportJob } from "../contracts/import.ts";
import { knownProfiles, settledUpTo } from "./import-changes.ts";
import type { ImportWalk } from "./import-walk.ts";
import { leaving, recordsOf } from "./leaving-records.ts";
import { mergedKey, onTheirWayMs } from "./source-findings.ts";

/** More would make the job heavy; a source that lost more at once did not merge them. */
const mostUnexplained = 2_000;
const recordsPerStep = 250;

type Unexplained = NonNullable<ImportJob["unexplained"]>;

/**
 * Puts off what the source does not explain; `sure` is the rest, or all where it is too much. A
 * source whose clock is ahead has nobody wait for it.
 */
export function putOff(
  former: Unexplained | undefined,
  object: ObjectKind,
  left: readonly LeftRecord[],
  now: number,
): { readonly unexplained: Unexplained | undefined; readonly sure: readonly LeftRecord[] } {
  const unsure = left.filter(({ isUnexplained }) => isUnexplained);
  const keys = unsure.map(({ recordId }) => mergedKey(object, recordId));
  const records = [...new Set([...(former?.records ?? []), ...keys])];
  if (keys.length === 0 || records.length > mostUnexplained)
    return { unexplained: former, sure: left };
  const at = Math.min(now, Math.max(...unsure.map((each) => each.at)));
  return { unexplained: { at, records }, sure: left.filter((each) => !each.isUnexplained) };
}

/**
 * How long a sweep waits that has walked over everybody, in milliseconds: until a webhook would
 * have told of a merge.
 */
export function waitOf(
  { source, context }: Pick<ImportWalk, "source" | "context">,
  { part, unexplained }: Pick<ImportJob, "part" | "unexplained">,
): number {
  if (unexplained === undefined || part <= 2 * source.objects.length) return 0;
  return Math.max(0, unexplained.at + onTheirWayMs - context.clock.now());
}

/**
 * Of some that were missed what was heard of none since: those were deleted. Told at once, the
 * deletion of a record that was merged while the sweep ran would take its values from the one
 * that stays, since a merge that comes by webhook has none with it.
 */
export async function deletionsOf(
  { context, connection, source }: ImportWalk,
  { at, records }: Unexplained,
): Promise<{ readonly changes: readonly Change[]; readonly rest: Unexplained | undefined }> {
  const some = records.slice(0, recordsPerStep);
  const settled = settledUpTo(context);
  const changes: Change[] = [];
  for (const object of source.objects) {
    const prefix = mergedKey(object, "");
    const ids = some.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
    const known = await knownProfiles(context, connection, object, ids);
    const seenAt = new Map([...known.values()].flatMap((each) => recordsOf(each, connection.id)));
    const standing = ids.filter((recordId) => seenAt.has(recordId));
    changes.push(
      ...standing.flatMap((recordId) => leaving(object, { recordId, at }, seenAt, settled)),
    );
  }
  const rest = records.slice(recordsPerStep);
  return { changes, rest: rest.length === 0 ? undefined : { at, records: rest } };
}
