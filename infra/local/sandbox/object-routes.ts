import { z } from "zod";
import type { Crm } from "./crm.ts";
import { type Grants, hubspotError } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { definitions, describeDefinition } from "./property-definitions.ts";
import { invalid, readJson } from "./read-json.ts";
import { type CrmRecord, type RecordType, recordTypeOf } from "./records.ts";

/** Objects and the definitions of their properties. */
export function objectRoutes(crm: Crm, grants: Grants): Route[] {
  return [
    {
      method: "GET",
      path: "/crm/properties/2026-09/:type",
      answer: grants.guard((call) => ({
        status: 200,
        json: { results: definitions[typeAt(call)].map(describeDefinition) },
      })),
    },
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

const Search = z.object({
  filterGroups: z.array(z.never("The sandbox searches without filters only.")),
  limit: z.number().int().min(0).max(200),
  after: z.string(),
  properties: z.array(z.string()),
  sorts: z.array(z.string()),
});

function search({ records }: Crm, call: Call): Reply {
  const type = typeAt(call);
  const { limit, after, properties } = readJson(Search, call.body);
  const results = records.page(type, Number(after), limit);
  const json = {
    total: records.count(type),
    results: results.map((record) => describe(record, properties)),
  };
  return { status: 200, json };
}

const BatchRead = z.object({
  inputs: z.array(z.object({ id: z.string() })).max(100),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.string()),
});

function batchRead({ records }: Crm, call: Call): Reply {
  const type = typeAt(call);
  const { inputs, properties } = readJson(BatchRead, call.body);
  const found = inputs.flatMap(({ id }) => records.get(type, id) ?? []);
  const at = new Date().toISOString();
  const results = found.map((record) => describe(record, properties));
  return {
    status: 200,
    json: { status: "COMPLETE", startedAt: at, completedAt: at, results },
  };
}

function shown(record: CrmRecord, { url }: Call): object {
  const asked = url.searchParams.getAll("properties").flatMap((names) => names.split(","));
  return describe(record, asked);
}

/** Properties without a value are shown as null, those not asked for not at all. */
function describe({ id, properties, createdAt, updatedAt }: CrmRecord, asked: string[]): object {
  const chosen = asked.map((name): [string, string | null] => [name, properties[name] || null]);
  return {
    id,
    properties: asked.length === 0 ? properties : Object.fromEntries<string | null>(chosen),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archived: false,
  };
}

function typeAt({ part }: Call): RecordType {
  const type = recordTypeOf(part("type"));
  if (type !== undefined) return type;
  throw invalid(`Unable to infer object type from: ${part("type")}`);
}
