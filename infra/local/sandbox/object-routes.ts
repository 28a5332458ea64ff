import { z } from "zod";
import type { ArchivedRecord } from "./archive.ts";
import type { Crm } from "./crm.ts";
import { type Grants, hubspotError } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { invalid, readJson } from "./read-json.ts";
import { typeAt } from "./record-type-at.ts";
import type { CrmRecord, RecordType } from "./records.ts";

/** Objects, as they are read. */
export function objectRoutes(crm: Crm, grants: Grants): Route[] {
  return [
    {
      method: "GET",
      path: "/crm/objects/2026-09/:type",
      answer: grants.guard((call) => page(crm, call)),
    },
    {
      method: "POST",
      path: "/crm/objects/2026-09/:type/search",
      answer: grants.guard((call) => search(crm, call)),
    },
    {
      method: "POST",
      path: "/crm/objects/2026-09/:type/batch/read",
      answer: grants.guard((call) => batchRead(crm, call)),
    },
    {
      method: "GET",
      path: "/crm/objects/2026-09/:type/:id",
      answer: grants.guard((call) => {
        const record = crm.records.get(typeAt(call), call.part("id"));
        if (record !== undefined) return { status: 200, json: shown(record, call) };
        return hubspotError(404, "OBJECT_NOT_FOUND", "resource not found");
      }),
    },
  ];
}

const mostPerPage = 100;

function page({ records }: Crm, call: Call): Reply {
  const type = typeAt(call);
  const limit = Number(call.url.searchParams.get("limit") ?? 10);
  if (limit > mostPerPage) throw invalid(`A page has at most ${mostPerPage} records.`);
  const found = records.page(type, Number(call.url.searchParams.get("after") ?? 0), limit + 1);
  const results = found.slice(0, limit);
  const last = results.at(-1);
  return {
    status: 200,
    json: {
      results: results.map((record) => shown(record, call)),
      ...(found.length > limit && last ? { paging: { next: { after: last.id } } } : {}),
    },
  };
}

/** The sandbox knows who has a value at all, and who comes after whom. */
const Filter = z.discriminatedUnion("operator", [
  z.strictObject({ propertyName: z.string(), operator: z.literal("HAS_PROPERTY") }),
  z.strictObject({
    propertyName: z.literal("hs_object_id"),
    operator: z.literal("GT"),
    value: z.string(),
  }),
]);
const Search = z.object({
  filterGroups: z.array(z.strictObject({ filters: z.array(Filter) })).max(1),
  limit: z.number().int().min(0).max(200),
  after: z.string(),
  properties: z.array(z.string()),
  sorts: z.array(z.string()),
});

function search({ records }: Crm, call: Call): Reply {
  const type = typeAt(call);
  const { limit, after, properties, filterGroups } = readJson(Search, call.body);
  const filters = filterGroups.flatMap((group) => group.filters);
  if (filters.length === 0) {
    const results = records.page(type, Number(after), limit);
    const shownOnes = results.map((record) => describe(record, properties));
    return { status: 200, json: { total: records.count(type), results: shownOnes } };
  }
  const found = records.all(type).filter((record) => filters.every((each) => passes(record, each)));
  const page = found.slice(Number(after), Number(after) + limit);
  const results = page.map((record) => describe(record, properties));
  return { status: 200, json: { total: found.length, results } };
}

function passes({ id, properties }: CrmRecord, filter: z.infer<typeof Filter>): boolean {
  return filter.operator === "GT"
    ? Number(id) > Number(filter.value)
    : (properties[filter.propertyName] ?? "") !== "";
}

const BatchRead = z.object({
  inputs: z.array(z.object({ id: z.string() })).max(100),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
});

function batchRead({ records, archive }: Crm, call: Call): Reply {
  const type = typeAt(call);
  const { inputs, properties, propertiesWithHistory } = readJson(BatchRead, call.body);
  const isArchived = call.url.searchParams.get("archived") === "true";
  const from = isArchived ? archive : records;
  const found = inputs.flatMap(({ id }) => from.get(type, id) ?? []);
  const ids = new Set(found.map(({ id }) => id));
  const missing = inputs.flatMap(({ id }) => (ids.has(id) ? [] : [id]));
  const at = new Date().toISOString();
  const results = found.map((record) => ({
    ...describe(record, properties),
    ...(propertiesWithHistory.length === 0
      ? {}
      : { propertiesWithHistory: historyOf(record, propertiesWithHistory) }),
  }));
  const json = { status: "COMPLETE", startedAt: at, completedAt: at, results };
  if (missing.length === 0) return { status: 200, json };
  return { status: 207, json: { ...json, numErrors: 1, errors: [notFound(type, missing)] } };
}

/** The sandbox keeps no histories: a value is as old as the record's last change. */
function historyOf({ properties, updatedAt }: CrmRecord | ArchivedRecord, asked: string[]): object {
  const timestamp = new Date(updatedAt).toISOString();
  return Object.fromEntries(
    asked.map((name) => [
      name,
      properties[name] ? [{ value: properties[name], timestamp, sourceType: "CRM_UI" }] : [],
    ]),
  );
}

function notFound(type: RecordType, ids: string[]): object {
  const kind = type === "contacts" ? "CONTACT" : "COMPANY";
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: `Could not get some ${kind} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
    links: {},
    errors: [],
  };
}

function shown(record: CrmRecord, { url }: Call): object {
  const asked = url.searchParams.getAll("properties").flatMap((names) => names.split(","));
  return describe(record, asked);
}

/** Properties without a value are shown as null, those not asked for not at all. */
function describe(record: CrmRecord | ArchivedRecord, asked: string[]): object {
  const { id, properties, createdAt, updatedAt } = record;
  const chosen = asked.map((name): [string, string | null] => [name, properties[name] || null]);
  return {
    id,
    properties: asked.length === 0 ? properties : Object.fromEntries<string | null>(chosen),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archived: "archivedAt" in record,
    ...("archivedAt" in record ? { archivedAt: new Date(record.archivedAt).toISOString() } : {}),
  };
}
