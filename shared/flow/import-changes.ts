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

/**
 * What records say that is not known yet. Their values carry the instant the record last changed:
 * a webhook that tells of something later wins, one that tells of something earlier loses, whichever
 * comes first. What is known keeps the instant it was told with; what the source no longer has is
 * cleared only where it was known, so that profiles do not fill with what was never there.
 */
export async function recordChanges(
  context: ReadContext,
  connection: Connection,
  object: ObjectKind,
  records: readonly ImportedRecord[],
): Promise<Change[]> {
  const ids = records.map(({ recordId }) => recordId);
  const known = await knownProfiles(context, connection, object, ids);
  return records.flatMap(({ recordId, at, values }): Change[] => {
    const profile = known.get(recordId);
    const news = newsIn(values, at, connection.id, profile);
    if (profile !== undefined && Object.keys(news).length === 0) return [];
    return [{ object, recordId, at, body: { kind: "attributes", values: news } }];
  });
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
export async function linkChanges(
  context: ReadContext,
  connection: Connection,
  object: ObjectKind,
  { at, links }: ImportedLinks,
): Promise<Change[]> {
  const ids = links.map(({ recordId }) => recordId);
  const known = await knownProfiles(context, connection, object, ids);
  return links.flatMap(({ recordId, to }): Change[] => {
    const associations = (known.get(recordId)?.associations ?? []).filter(
      (each) => each.connectionId === connection.id,
    );
    const standing = associations.filter((each) => !each.removed);
    const isIn = (list: readonly Link[], link: Link): boolean =>
      list.some((each) => each.object === link.object && each.recordId === link.recordId);
    const change = (link: Link, removed: boolean): Change => ({
      object,
      recordId,
      at,
      body: { kind: "association", to: { object: link.object, recordId: link.recordId }, removed },
    });
    return [
      ...to.filter((link) => !isIn(standing, link)).map((link) => change(link, false)),
      ...standing.filter((link) => !isIn(to, link)).map((link) => change(link, true)),
    ];
  });
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
