import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { ImportedPage, ImportSession, ImportSource } from "../import-source.ts";
import { type Entity, entities, objectOf } from "./entities.ts";
import { collectedPage, startCollecting } from "./import-bulk.ts";
import { readCatalogue } from "./import-catalogue.ts";
import { readLeft } from "./import-left.ts";
import { ImportedRow, importedLinks, importedRecord } from "./imported-record.ts";
import { sessionOf } from "./session.ts";
import { quoted } from "./soql.ts";

/** What `FIELDS(ALL)` gives at once. */
const recordsAtOnce = 200;

/** Beyond so many records of a kind Salesforce collects them, which takes it a while. */
const mostByPages = 50_000;

/** All accounts, contacts and leads of an org: five requests for 1,000 of them, in large ones one. */
export const salesforceImport: ImportSource = {
  objects: ["company", "contact"],
  pagesAtOnce: 1,
  catalogue: readCatalogue,
  total: countRecords,
  page: readPagesOf(mostByPages),
  leftAtOnce: recordsAtOnce,
  left: readLeft,
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

/** Where an import of one kind of records is: its pages, or the rows of a job. */
const Cursor = z.union([
  z.tuple([z.enum(entities)]),
  z.tuple([z.enum(entities), z.string()]),
  z.tuple([z.enum(entities), z.literal("job"), z.string(), z.string()]),
]);

/** `bulkAbove` in records of a kind. */
export function readPagesOf(bulkAbove: number): ImportSource["page"] {
  return async (session, object, _properties, cursor) => {
    const own = partsOf(object);
    const [entity, after, jobId, locator = ""] = Cursor.parse(
      cursor?.split(" ") ?? [own[0]?.entity],
    );
    const place = own.findIndex((each) => each.entity === entity);
    const part = own[place];
    if (part === undefined) return { records: [], next: undefined };
    const following = own[place + 1]?.entity;
    const page =
      after === undefined
        ? await begin(session, part, bulkAbove)
        : jobId === undefined
          ? await pageAfter(session, part, after)
          : await pageOfJob(session, part, jobId, locator);
    return { ...page, next: page.next ?? following };
  };
}

type Part = (typeof parts)[number];

/** A job's first rows come with the next call, once its id is stored. */
async function begin(session: ImportSession, part: Part, bulkAbove: number): Promise<ImportedPage> {
  const { entity, condition } = part;
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  const count = await salesforce.count(entity, condition === "" ? "" : ` WHERE ${condition}`);
  const jobId = count > bulkAbove ? await startCollecting(session, entity, condition) : undefined;
  if (jobId === undefined) return pageAfter(session, part, beforeAll);
  return { records: [], links: importedLinks(entity, []), next: `${entity} job ${jobId} ` };
}

/** Before all ids. */
const beforeAll = "0";

/** In order of their ids. */
async function pageAfter(
  session: ImportSession,
  { entity, condition }: Part,
  after: string,
): Promise<ImportedPage> {
  const conditions = [condition, `Id > ${quoted(after)}`];
  const where = conditions.filter((each) => each !== "").join(" AND ");
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  const rows = await salesforce.query(
    `SELECT FIELDS(ALL) FROM ${entity} WHERE ${where} ORDER BY Id LIMIT ${recordsAtOnce}`,
    ImportedRow,
  );
  const records = rows.map((row) => importedRecord(session, entity, row));
  const last = rows.length === recordsAtOnce ? rows.at(-1)?.Id : undefined;
  const next = last === undefined ? undefined : `${entity} ${last}`;
  return { records, links: importedLinks(entity, rows), next };
}

/** Where nothing comes of the job, the records come by pages. */
async function pageOfJob(
  session: ImportSession,
  part: Part,
  jobId: string,
  from: string,
): Promise<ImportedPage> {
  const { entity } = part;
  const found = await collectedPage(session, entity, jobId, from);
  if (found === undefined) return pageAfter(session, part, beforeAll);
  const { locator, ...page } = found;
  return { ...page, next: locator === undefined ? undefined : `${entity} job ${jobId} ${locator}` };
}
