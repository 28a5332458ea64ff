import type { ImportedLinks, ImportedRecord } from "../connectors/import-source.ts";
import type { AttributeValue, Change, ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { cellOf } from "../profiles/cells.ts";
import type { Profile } from "../profiles/profile.ts";
import { contentHash } from "../profiles/profile-id.ts";
import type { FlowContext } from "./context.ts";
import { ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";

type ReadContext = Pick<FlowContext, "storage">;
type Values = Readonly<Record<string, AttributeValue | null>>;

/** What records and their associations say that is not known yet, record by record. */
export async function importedChanges(
  context: ReadContext,
  connection: Connection,
  object: ObjectKind,
  records: readonly ImportedRecord[],
  found: ImportedLinks,
): Promise<Change[]> {
  const ids = new Set(records.map(({ recordId }) => recordId));
  const known = await knownProfiles(context, connection, object, [...ids]);
  const values = records.flatMap((record) => recordChanges(connection, object, known, record));
  const links = linkChanges(connection, object, known, found);
  const byRecord = Map.groupBy([...values, ...links], ({ recordId }) => recordId);
  return [...byRecord.values()].flat();
}

type Known = ReadonlyMap<string, Profile>;

/**
 * What a record says that is not known yet. Its values carry the instant the record last changed:
 * a webhook that tells of something later wins, one that tells of something earlier loses, whichever
 * comes first. What is known keeps the instant it was told with; what the source no longer has is
 * cleared only where it was known, so that profiles do not fill with what was never there.
 */
function recordChanges(
  connection: Connection,
  object: ObjectKind,
  known: Known,
  { recordId, at, values }: ImportedRecord,
): Change[] {
  const profile = known.get(recordId);
  const news = newsIn(values, at, connection.id, profile);
  if (profile !== undefined && Object.keys(news).length === 0) return [];
  return [{ object, recordId, at, body: { kind: "attributes", values: news } }];
}

function newsIn(
  values: Values,
  at: number,
  connectionId: string,
  profile: Profile | undefined,
): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      const cell = profile && cellOf(profile.cells, name, connectionId);
      if (cell === undefined) return value !== null;
      return cell.at <= at && contentHash(cell.value) !== contentHash(value);
    }),
  );
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
async function knownProfiles(
  { storage }: ReadContext,
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
