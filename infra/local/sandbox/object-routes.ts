import type { Crm } from "./crm.ts";
import { type Grants, hubspotError } from "./grants.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";
import { definitions, describeDefinition } from "./property-definitions.ts";
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
      answer: grants.guard((call) => page(crm.records.all(typeAt(call)), call)),
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

function page(records: readonly CrmRecord[], call: Call): Reply {
  const limit = Number(call.url.searchParams.get("limit") ?? 10);
  const after = call.url.searchParams.get("after");
  const from = after === null ? 0 : records.findIndex(({ id }) => Number(id) > Number(after));
  const results = from < 0 ? [] : records.slice(from, from + limit);
  const last = results.at(-1);
  const more = last !== undefined && last !== records.at(-1);
  return {
    status: 200,
    json: {
      results: results.map((record) => shown(record, call)),
      ...(more ? { paging: { next: { after: last.id } } } : {}),
    },
  };
}

function shown({ id, properties, createdAt, updatedAt }: CrmRecord, { url }: Call): object {
  const asked = url.searchParams.getAll("properties").flatMap((names) => names.split(","));
  const chosen = Object.entries(properties).filter(([name]) => asked.includes(name));
  return {
    id,
    properties: asked.length === 0 ? properties : Object.fromEntries(chosen),
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archived: false,
  };
}

function typeAt({ part }: Call): RecordType {
  const type = recordTypeOf(part("type"));
  if (type !== undefined) return type;
  const message = `Unable to infer object type from: ${part("type")}`;
  throw new Refusal(hubspotError(400, "VALIDATION_ERROR", message));
}
