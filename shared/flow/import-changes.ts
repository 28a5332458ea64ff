import type { ImportedLinks, ImportedRecord } from "../connectors/import-source.ts";
import type { AttributeValue, Change, ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { cellOf } from "../profiles/cells.ts";
import { isLive, type Profile, type SourceRecord } from "../profiles/profile.ts";
import { contentHash } from "../profiles/profile-id.ts";
import type { FlowContext } from "./context.ts";
import { ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";
import { onTheirWayMs } from "./source-findings.ts";

type ReadContext = Pick<FlowContext, "storage" | "clock">;

/** What records and their associations say that is not known yet, record by record. */
export async function importedChanges(
  context: ReadContext,
  connection: Connection,
  object: ObjectKind,
  records: readonly ImportedRecord[],
  found: ImportedLinks,
): Promise<Change[]> {
  const ids = new Set(records.flatMap(({ recordId, merged = [] }) => [recordId, ...merged]));
  const known = await knownProfiles(context, connection, object, [...ids]);
  const settled = settledUpTo(context);
  const values = records.flatMap((record) =>
    recordChanges(connection, object, known, record, settled),
  );
  const links = linkChanges(connection, object, known, found);
  // Of the erased nothing is kept, whatever the source still says.
  const kept = [...values, ...links].filter(
    ({ recordId }) => known.get(recordId)?.erasedAt === undefined,
  );
  const byRecord = Map.groupBy(kept, ({ recordId }) => recordId);
  return [...byRecord.values()].flat();
}

type Known = ReadonlyMap<string, Profile>;

/**
 * What is known since before this instant no webhook is on its way to correct: there the source's
 * present word counts, whatever the clocks say. By the earlier of Muster's clock and the wall's,
 * since a local clock may be ahead of the sources'.
 */
export function settledUpTo({ clock }: Pick<FlowContext, "clock">): number {
  return Math.min(clock.now(), Date.now()) - onTheirWayMs;
}

/**
 * What a record says that is not known yet. Its values carry the instant they came to be, or the
 * one the record last changed:
 * a webhook that tells of something later wins, one that tells of something earlier loses, whichever
 * comes first. What is known keeps the instant it was told with; what the source no longer has is
 * cleared only where it was known, so that profiles do not fill with what was never there. Where
 * what is known claims to be as new and is settled, it gives way all the same.
 */
function recordChanges(
  connection: Connection,
  object: ObjectKind,
  known: Known,
  record: ImportedRecord,
  settled: number,
): Change[] {
  const { recordId, at, values } = record;
  const profile = known.get(recordId);
  const stored = profile && recordIn(profile, connection.id, recordId);
  const deletedAt = stored?.deletedAt ?? Number.NEGATIVE_INFINITY;
  const hasLeft = stored?.deletedAt !== undefined && !stored.mergedAway && !isLive(stored);
  if (hasLeft && deletedAt >= at && deletedAt > settled) return [];
  const apart = mergedApart(connection, known, record);
  const profiles = [profile, ...apart.map((id) => known.get(id))].filter((each) => !!each);
  const upTo = Math.max(at, settled);
  const news = newsIn(values, upTo, connection.id, profiles);
  const mergedRecordIds = apart;
  const merge: Change[] =
    apart.length === 0 ? [] : [{ object, recordId, at, body: { kind: "merge", mergedRecordIds } }];
  if (profile !== undefined && !hasLeft && news.size === 0) return merge;
  const together = Map.groupBy(news, ([name]) => record.valuesAt?.[name] ?? at);
  if (together.size === 0) together.set(at, []);
  const attributes = [...together].map(([from, own]): Change => {
    const replaced = profiles.flatMap(({ cells }) =>
      own.flatMap(([name]) => cellOf(cells, name, connection.id)?.at ?? []),
    );
    const outdated = [...replaced, deletedAt].filter((each) => each <= upTo);
    const since = Math.max(from, ...outdated.map((each) => each + 1));
    const body = { kind: "attributes" as const, values: Object.fromEntries(own) };
    return { object, recordId, at: since, body };
  });
  return [...attributes, ...merge];
}

/** Values that differ from what is known of the record, and of those merged into it. */
function newsIn(
  values: ImportedRecord["values"],
  upTo: number,
  connectionId: string,
  profiles: readonly Profile[],
): Map<string, AttributeValue | null> {
  return new Map(
    Object.entries(values).filter(([name, value]) => {
      const told = profiles.flatMap(({ cells }) => cellOf(cells, name, connectionId) ?? []);
      if (told.length === 0) return value !== null;
      const hash = contentHash(value);
      return told.some((cell) => cell.at <= upTo && contentHash(cell.value) !== hash);
    }),
  );
}

function recordIn(
  { records }: Profile,
  connectionId: string,
  recordId: string,
): SourceRecord | undefined {
  return records.find((each) => each.connectionId === connectionId && each.recordId === recordId);
}

/** Of the records that were merged into this one those that still stand by themselves. */
function mergedApart(
  { id: connectionId }: Connection,
  known: Known,
  { recordId, merged = [] }: ImportedRecord,
): string[] {
  const own = known.get(recordId)?.id;
  return merged.filter((mergedId) => {
    const profile = known.get(mergedId);
    const record = profile && recordIn(profile, connectionId, mergedId);
    return profile?.id !== own && record !== undefined && isLive(record);
  });
}

/** Associations that are not known, and those that are known and no longer there. */
function linkChanges(
  connection: Connection,
  object: ObjectKind,
  known: Known,
  { at: readAt, isOnly, links }: ImportedLinks,
): Change[] {
  return links.flatMap(({ recordId, at = readAt, to }): Change[] => {
    const associations = (known.get(recordId)?.associations ?? []).filter(
      (each) => each.connectionId === connection.id,
    );
    const standing = associations.filter((each) => !each.removed);
    const isIn = (list: readonly Link[], link: Link): boolean =>
      list.some((each) => each.object === link.object && each.recordId === link.recordId);
    const change = (link: Link, removed: boolean): Change => {
      const { object: kind, recordId: id } = link;
      const body = { kind: "association" as const, to: { object: kind, recordId: id }, removed };
      return { object, recordId, at, body: isOnly ? { ...body, only: isOnly } : body };
    };
    if (isOnly) return onlyChange(to, standing, change);
    return [
      ...to.filter((link) => !isIn(standing, link)).map((link) => change(link, false)),
      ...standing.filter((link) => !isIn(to, link)).map((link) => change(link, true)),
    ];
  });
}

/** The one there is now, or that there is none, where that is news. */
function onlyChange(
  to: readonly Link[],
  standing: readonly Link[],
  change: (link: Link, removed: boolean) => Change,
): Change[] {
  const [now] = to;
  const [known] = standing;
  if (now === undefined)
    return known === undefined ? [] : [change({ ...known, recordId: "" }, true)];
  return now.recordId === known?.recordId ? [] : [change(now, false)];
}

interface Link {
  readonly object: ObjectKind;
  readonly recordId: string;
}

/** By record id, as far as there are any. */
export async function knownProfiles(
  { storage }: Pick<ReadContext, "storage">,
  { workspaceId, id: connectionId }: Connection,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Profile>> {
  const resolver = new ProfileResolver(storage);
  const keys = new Map(
    recordIds.map((recordId) => [
      recordId,
      profileKeyOf({ workspaceId, connectionId }, object, recordId),
    ]),
  );
  await resolver.load([...keys.values()]);
  return new Map(
    [...keys].flatMap(([recordId, key]) =>
      resolver.loaded([key]).map((profile): [string, Profile] => [recordId, profile]),
    ),
  );
}
