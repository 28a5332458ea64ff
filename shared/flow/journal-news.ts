import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { isRepeat } from "../profiles/cells.ts";
import type { Profile } from "../profiles/profile.ts";
import { contentHash } from "../profiles/profile-id.ts";
import type { FlowContext } from "./context.ts";
import { knownProfiles } from "./import-changes.ts";

/** Of these changes those that nothing has told of yet. Most have come by a webhook. */
export async function newsAmong(
  context: Pick<FlowContext, "storage">,
  connection: Connection,
  changes: readonly Change[],
): Promise<Change[]> {
  const news = new Set<Change>();
  for (const [object, own] of Map.groupBy(changes, (change) => change.object)) {
    const ids = new Set(own.flatMap((change) => [change.recordId, ...mergedIn(change)]));
    const known = await knownProfiles(context, connection, object, [...ids]);
    for (const change of own) if (!isKnown(known, connection.id, change)) news.add(change);
  }
  return changes.filter((change) => news.has(change));
}

function mergedIn({ body }: Change): readonly string[] {
  return body.kind === "merge" ? body.mergedRecordIds : [];
}

function isKnown(
  known: ReadonlyMap<string, Profile>,
  connectionId: string,
  { recordId, at, body }: Change,
): boolean {
  const profile = known.get(recordId);
  if (profile === undefined) return false;
  if (profile.erasedAt !== undefined) return true;
  const record = profile.records.find(
    (each) => each.connectionId === connectionId && each.recordId === recordId,
  );
  if (record === undefined) return false;
  if (record.deletedAt !== undefined && record.deletedAt >= at) return body.kind !== "merge";
  switch (body.kind) {
    case "attributes":
      return (
        record.seenAt >= at &&
        Object.entries(body.values).every(([name, value]) =>
          wasTold(profile, connectionId, name, { value, at, rank: 0 }),
        )
      );
    case "association":
      return profile.associations.some(
        (each) =>
          each.connectionId === connectionId &&
          each.object === body.to.object &&
          each.recordId === body.to.recordId &&
          each.at >= at,
      );
    case "deletion":
      return record.mergedAway === true;
    case "merge":
      return body.mergedRecordIds.every((id) => known.get(id)?.id === profile.id);
    case "behaviour":
    case "erasure":
      return false;
  }
}

/** What was told and replaced since is among what is kept of the past, for ten minutes at least. */
function wasTold(
  { cells, past }: Profile,
  connectionId: string,
  name: string,
  cell: Parameters<typeof isRepeat>[3],
): boolean {
  if (isRepeat(cells, name, connectionId, cell)) return true;
  const kept = Object.hasOwn(past, name) ? (past[name] ?? []) : [];
  return kept.some(
    (each) =>
      each.connectionId === connectionId &&
      each.at === cell.at &&
      contentHash(each.value) === contentHash(cell.value),
  );
}
