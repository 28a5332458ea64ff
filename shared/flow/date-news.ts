import type { ImportedLinks, ImportedRecord } from "../connectors/import-source.ts";
import type { Change, ObjectKind } from "../contracts/change.ts";
import { importedChanges } from "./import-changes.ts";
import type { ImportWalk } from "./import-walk.ts";

/** What `ImportSource.dated` takes. */
const recordsAtOnce = 50;

/**
 * As `importedChanges`, with the instants at which the values came to be, where the source can say
 * them: one that seemed as new as its record's last change would win over newer ones of other
 * sources, and over what its own webhooks are about to tell. Asked only of what is news in records
 * that changed after `since`, in milliseconds.
 */
export async function datedChanges(
  walk: ImportWalk,
  object: ObjectKind,
  records: readonly ImportedRecord[],
  found: ImportedLinks,
  since: number,
): Promise<Change[]> {
  const { context, connection } = walk;
  const changes = await importedChanges(context, connection, object, records, found);
  const changed = new Set(records.flatMap(({ recordId, at }) => (at > since ? recordId : [])));
  const news = changes.filter(({ recordId }) => changed.has(recordId));
  const dated = await datedNews(walk, object, news);
  if (dated.size === 0) return changes;
  const told = records.map((record) => withDates(record, dated.get(record.recordId)));
  return importedChanges(context, connection, object, told, found);
}

/** By record id. */
async function datedNews(
  { ask, source, described }: ImportWalk,
  object: ObjectKind,
  changes: readonly Change[],
): Promise<Map<string, ImportedRecord>> {
  const { dated } = source;
  const news = changes.flatMap(({ recordId, body }) =>
    body.kind === "attributes" ? Object.keys(body.values).map((name) => ({ recordId, name })) : [],
  );
  if (dated === undefined || news.length === 0) return new Map();
  const names = new Set(news.map(({ name }) => name));
  const properties = (await described(object)).flatMap(({ name, property }) =>
    names.has(name) ? property : [],
  );
  const ids = [...new Set(news.map(({ recordId }) => recordId))];
  const told = new Map<string, ImportedRecord>();
  for (let start = 0; start < ids.length; start += recordsAtOnce) {
    const some = ids.slice(start, start + recordsAtOnce);
    for (const each of await ask((session) => dated(session, object, properties, some)))
      told.set(each.recordId, each);
  }
  return told;
}

/** What was read later counts, of what was asked for again. */
function withDates(record: ImportedRecord, dated: ImportedRecord | undefined): ImportedRecord {
  if (dated === undefined) return record;
  const again = Object.entries(dated.values).filter(([name]) => Object.hasOwn(record.values, name));
  const { at, valuesAt = {} } = dated;
  return { ...record, at, values: { ...record.values, ...Object.fromEntries(again) }, valuesAt };
}
