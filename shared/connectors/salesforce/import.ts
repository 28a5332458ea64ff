import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { ImportedLinks, ImportedPage, ImportSession, ImportSource } from "../import-source.ts";
import { type Entity, objectOf } from "./entities.ts";
import { instantOf } from "./field-value.ts";
import { readCatalogue } from "./import-catalogue.ts";
import { valuesOf } from "./record-changes.ts";
import { recordFields } from "./record-fields.ts";
import { longId } from "./record-id.ts";
import { sessionOf } from "./session.ts";
import { listed, quoted } from "./soql.ts";

/** What `FIELDS(ALL)` gives at once; and as many ids as an address can name. */
const recordsAtOnce = 200;

/** All accounts, contacts and leads of an org: ten requests for 1,000 of them. */
export const salesforceImport: ImportSource = {
  objects: ["company", "contact"],
  pagesAtOnce: 1,
  catalogue: readCatalogue,
  total: countRecords,
  page: readPage,
  links: readLinks,
};

/** A lead that was converted lives on in its contact. */
const parts = [
  { entity: "Account", condition: "" },
  { entity: "Contact", condition: "" },
  { entity: "Lead", condition: "IsConverted = false" },
] as const satisfies readonly { entity: Entity; condition: string }[];

function partsOf(object: ObjectKind) {
  return parts.filter(({ entity }) => objectOf[entity] === object);
}

async function countRecords(session: ImportSession, object: ObjectKind): Promise<number> {
  const salesforce = await sessionOf(session.connection);
  let total = 0;
  for (const { entity, condition } of partsOf(object)) {
    await session.spend();
    total += await salesforce.count(entity, condition === "" ? "" : ` WHERE ${condition}`);
  }
  return total;
}

const Row = z.looseObject({
  Id: z.string(),
  SystemModstamp: z.string().transform((text) => Date.parse(instantOf(text) ?? "") || 0),
});

/** In order of their ids; a cursor is the kind of records and the last id. */
async function readPage(
  session: ImportSession,
  object: ObjectKind,
  _properties: readonly string[],
  cursor: string | undefined,
): Promise<ImportedPage> {
  const own = partsOf(object);
  const [kind, after = ""] = cursor?.split(" ") ?? [own[0]?.entity];
  const place = own.findIndex(({ entity }) => entity === kind);
  const part = own[place];
  if (part === undefined) return { records: [], next: undefined };
  const conditions = [part.condition, after === "" ? "" : `Id > ${quoted(after)}`];
  const where = conditions.filter((condition) => condition !== "").join(" AND ");
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  const rows = await salesforce.query(
    `SELECT FIELDS(ALL) FROM ${part.entity}${where === "" ? "" : ` WHERE ${where}`} ORDER BY Id LIMIT ${recordsAtOnce}`,
    Row,
  );
  const { propertyTypes } = session.connection;
  const records = rows.map(({ SystemModstamp: at, ...row }) => ({
    recordId: longId(row.Id),
    at,
    values: valuesOf({ entity: part.entity, fields: recordFields(row) }, propertyTypes),
  }));
  const last = rows.at(-1)?.Id;
  if (rows.length === recordsAtOnce && last !== undefined)
    return { records, next: `${part.entity} ${last}` };
  return { records, next: own[place + 1]?.entity };
}

const Child = z.object({
  Id: z.string(),
  above: z.string().nullable(),
  SystemModstamp: Row.shape.SystemModstamp,
});

/** Of contacts their account, of accounts their parent; leads have none. */
async function readLinks(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<ImportedLinks> {
  const [entity, field] = object === "contact" ? ["Contact", "AccountId"] : ["Account", "ParentId"];
  const prefix = object === "contact" ? "003" : "001";
  const ids = recordIds.filter((id) => id.startsWith(prefix));
  if (ids.length === 0) return { at: 0, links: [], isOnly: true };
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  const rows = await salesforce.query(
    `SELECT Id, SystemModstamp, ${field} FROM ${entity} WHERE Id IN ${listed(ids)}`,
    z.looseObject({}).transform((row) => Child.parse({ ...row, above: row[field] })),
  );
  return {
    at: 0,
    isOnly: true,
    links: rows.map(({ Id, above, SystemModstamp: at }) => ({
      recordId: longId(Id),
      at,
      to: above === null ? [] : [{ object: "company", recordId: longId(above) }],
    })),
  };
}
