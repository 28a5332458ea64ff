import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { ImportedPage, ImportedRecord, ImportSession } from "../import-source.ts";
import { callInImport } from "./import-call.ts";
import { attributeNameOf, propertyTypeKey, valueOf } from "./property-value.ts";
import { objectTypeIds, paths } from "./versions.ts";

const recordsPerPage = 100;
/** Addresses of much more than this are refused on the way; what does not fit is asked for in a body. */
const charactersOfNames = 6_000;

const Instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue("not an instant");
  return at;
});

const Records = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      updatedAt: Instant,
      properties: z.record(z.string(), z.string().nullable()),
      propertiesWithHistory: z
        .record(z.string(), z.array(z.object({ timestamp: Instant })))
        .optional(),
    }),
  ),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});
type Record = z.infer<typeof Records>["results"][number];

/**
 * A page of the objects list. A portal with more properties than an address can name takes a
 * second request for the others.
 */
export async function readPage(
  session: ImportSession,
  object: ObjectKind,
  properties: readonly string[],
  cursor: string | undefined,
): Promise<ImportedPage> {
  const [first, others] = parted(properties);
  const path = `${paths.objects.api}/${objectTypeIds[object]}`;
  const asked = [...new Set([...first, mergedProperty])].join(",");
  const query = new URLSearchParams({ limit: String(recordsPerPage), properties: asked });
  if (cursor !== undefined) query.set("after", cursor);
  const listed = await callInImport(session, { method: "GET", path: `${path}?${query}` }, Records);
  const records = recordsOf(session, object, first, listed.results);
  const next = listed.paging?.next?.after;
  if (others.length === 0 || listed.results.length === 0) return { records, next };
  const ids = listed.results.map(({ id }) => id);
  return { records: [...records, ...(await readRecords(session, object, others, ids))], next };
}

/** Those that are not there are left out. */
export async function readRecords(
  session: ImportSession,
  object: ObjectKind,
  properties: readonly string[],
  ids: readonly string[],
): Promise<ImportedRecord[]> {
  const asked = { properties: [...properties, mergedProperty], propertiesWithHistory: [] };
  return recordsOf(session, object, properties, await readBatch(session, object, ids, asked));
}

/** HubSpot takes 50 records at once where it is asked for histories. */
export async function readDated(
  session: ImportSession,
  object: ObjectKind,
  properties: readonly string[],
  ids: readonly string[],
): Promise<ImportedRecord[]> {
  const asked = { properties: [...properties, mergedProperty], propertiesWithHistory: properties };
  const found = await readBatch(session, object, ids, asked);
  const records = recordsOf(session, object, properties, found);
  return records.map((record, place) => ({ ...record, valuesAt: instantsOf(found[place]) }));
}

async function readBatch(
  session: ImportSession,
  object: ObjectKind,
  ids: readonly string[],
  asked: Readonly<{ properties: readonly string[]; propertiesWithHistory: readonly string[] }>,
): Promise<readonly Record[]> {
  const path = `${paths.objects.api}/${objectTypeIds[object]}/batch/read`;
  const json = { inputs: ids.map((id) => ({ id })), ...asked };
  return (await callInImport(session, { method: "POST", path, json }, Records)).results;
}

/** Of each property the last time it was given a value, or lost one. */
function instantsOf(found: Record | undefined): { [name: string]: number } {
  const histories = Object.entries(found?.propertiesWithHistory ?? {});
  return Object.fromEntries(
    histories.flatMap(([property, told]) =>
      told.length === 0
        ? []
        : [[attributeNameOf(property), Math.max(...told.map(({ timestamp }) => timestamp))]],
    ),
  );
}

/** As many as an address can name, and the rest. */
function parted(properties: readonly string[]): [string[], string[]] {
  const first: string[] = [];
  let length = 0;
  for (const property of properties) {
    length += encodeURIComponent(`${property},`).length;
    if (length > charactersOfNames) break;
    first.push(property);
  }
  return [first, properties.slice(first.length)];
}

function recordsOf(
  { connection }: ImportSession,
  object: ObjectKind,
  properties: readonly string[],
  found: readonly Record[],
): ImportedRecord[] {
  const wanted = properties.map((property) => ({
    property,
    name: attributeNameOf(property),
    type: connection.propertyTypes[propertyTypeKey(object, property)],
  }));
  return found.map((record) => ({
    recordId: record.id,
    at: record.updatedAt,
    values: Object.fromEntries(
      wanted.map(({ property, name, type }) => {
        const text = Object.hasOwn(record.properties, property) ? record.properties[property] : "";
        return [name, valueOf(text ?? "", type)];
      }),
    ),
    merged: idsIn(record.properties[mergedProperty]),
  }));
}

/** Which records were merged into one, by HubSpot's own property of every kind of record. */
const mergedProperty = "hs_merged_object_ids";

function idsIn(text: string | null | undefined): string[] {
  return (text ?? "").split(";").filter((id) => id !== "");
}

const Total = z.object({ total: z.number().int().min(0) });

/** From the search, which counts without listing. */
export async function countRecords(session: ImportSession, object: ObjectKind): Promise<number> {
  const path = `${paths.objects.api}/${objectTypeIds[object]}/search`;
  const json = { filterGroups: [], sorts: [], properties: [], limit: 1, after: "0" };
  const { total } = await callInImport(session, { method: "POST", path, json }, Total);
  return total;
}
