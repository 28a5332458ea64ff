import { z } from "zod";
import { type Portal, segmentsProperty } from "./portal.ts";
import {
  idsIn,
  type PortalCall,
  type PortalReply,
  pageOf,
  readBody,
  refusal,
} from "./portal-call.ts";
import type { TrueRecord } from "./truth.ts";

const Updates = z.object({
  inputs: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string()) })),
});

const definitions = {
  contact: {
    email: "string",
    tier: "string",
    score: "number",
    certifiedAt: "datetime",
    country: "string",
  },
  company: { tier: "string" },
} as const;

/** HubSpot's records, their properties and associations; undefined for what is not about them. */
export function answerOfRecords(
  portal: Portal,
  call: PortalCall,
  now: number,
): PortalReply | undefined {
  const found = /^\/crm\/(\w+)\/2026-09\/0-(\d)(.*)$/.exec(call.path);
  if (found === null) return undefined;
  const [, what, type, action = ""] = found;
  const object = type === "1" ? "contact" : "company";
  if (what === "properties") return answerOfProperties(portal, object, action, call);
  if (what === "associations") return { status: 200, json: associations(portal, call, now) };
  switch (action) {
    case "":
      return { status: 200, json: page(portal, object, call) };
    case "/search":
      return { status: 200, json: search(portal, object, call) };
    case "/batch/read":
      return batchRead(portal, call, now);
    case "/batch/update":
      return batchUpdate(portal, call);
    default:
      return undefined;
  }
}

/** Their definitions, and the one property that Muster makes for itself. */
function answerOfProperties(
  portal: Portal,
  object: TrueRecord["object"],
  action: string,
  { method, body }: PortalCall,
): PortalReply | undefined {
  const own = { groupName: "muster", fieldType: "checkbox", options: portal.choices };
  switch (`${method} ${action}`) {
    case "GET ": {
      const results = Object.entries(definitions[object]).map(([name, type]) => ({ name, type }));
      return { status: 200, json: { results } };
    }
    case `GET /${segmentsProperty}`:
      return portal.choices === undefined
        ? refusal(404, "OBJECT_NOT_FOUND")
        : { status: 200, json: own };
    case "POST /groups":
      return portal.choices === undefined ? { status: 201, json: {} } : refusal(409, "CONFLICT");
    case "POST ":
      if (portal.choices !== undefined) return refusal(409, "CONFLICT");
      portal.choices = choicesIn(body);
      return { status: 201, json: {} };
    case `PATCH /${segmentsProperty}`:
      portal.choices = choicesIn(body);
      return { status: 200, json: {} };
    default:
      return undefined;
  }
}

function choicesIn(body: string): object[] {
  const { options } = readBody(body);
  return Array.isArray(options) ? options.map((option: object) => ({ ...option })) : [];
}

/** How many there are; those with a value of Muster's property behind an id, where that is asked. */
function search(portal: Portal, object: TrueRecord["object"], { body }: PortalCall): object {
  const behind = Number(/"GT","value":"(\d+)"/.exec(body)?.[1] ?? Number.POSITIVE_INFINITY);
  const live = portal.live(object);
  const named = live.filter(
    ({ id, values }) => Number(id) > behind && Boolean(values.get(segmentsProperty)?.value),
  );
  return { total: live.length, results: named.slice(0, 200).map(shown) };
}

/** The webhook of each is an echo. */
function batchUpdate(portal: Portal, { body }: PortalCall): PortalReply {
  const { inputs } = Updates.parse(JSON.parse(body));
  const missing = inputs.flatMap(({ id }) =>
    portal.records.get(id)?.state === "live" ? [] : [id],
  );
  const results: object[] = [];
  for (const { id, properties } of inputs) {
    const record = portal.records.get(id);
    if (record?.state !== "live") continue;
    for (const [name, value] of Object.entries(properties))
      if ((record.values.get(name)?.value ?? "") !== value) portal.set(record, name, value);
    results.push({ id, objectWriteTraceId: id });
  }
  const errors = missing.map((id) => ({
    category: "OBJECT_NOT_FOUND",
    message: "not found",
    context: { ids: [id] },
  }));
  return { status: errors.length > 0 ? 207 : 200, json: { results, errors } };
}

function page(portal: Portal, object: TrueRecord["object"], call: PortalCall): object {
  const { results, ...paging } = pageOf(portal.live(object), call, ({ id }) => id);
  return { results: results.map(shown), ...paging };
}

function shown(record: TrueRecord): object {
  const values = [...record.values].map(([name, { value }]): [string, string | null] => [
    name,
    value === null ? null : String(value),
  ]);
  const properties = {
    ...Object.fromEntries(values),
    hs_merged_object_ids: record.absorbed.join(";"),
  };
  return { id: record.id, updatedAt: new Date(record.updatedAt).toISOString(), properties };
}

/** Who was deleted is in the archive, who was erased or merged nowhere. */
function batchRead(portal: Portal, { body, query }: PortalCall, now: number): PortalReply {
  const wanted = query.get("archived") === "true" ? "deleted" : "live";
  const asked = readBody(body);
  const ids = idsIn(asked["inputs"]);
  const found = ids
    .flatMap((id) => portal.records.get(id) ?? [])
    .filter(({ state }) => state === wanted);
  const missing = ids.filter((id) => !found.some((record) => record.id === id));
  const archived = ({ updatedAt }: TrueRecord): object =>
    wanted === "deleted" ? { archivedAt: new Date(updatedAt).toISOString() } : {};
  return {
    status: missing.length > 0 ? 207 : 200,
    json: {
      startedAt: new Date(Math.floor(now)).toISOString(),
      results: found.map((record) => ({
        ...shown(record),
        ...historyOf(record, asked["propertiesWithHistory"]),
        ...archived(record),
      })),
      errors:
        missing.length === 0 ? [] : [{ category: "OBJECT_NOT_FOUND", context: { ids: missing } }],
    },
  };
}

/** Only the last of each: nobody asks for more. */
function historyOf({ values }: TrueRecord, asked: unknown): object {
  const names = Array.isArray(asked) ? asked.map(String) : [];
  if (names.length === 0) return {};
  const told = names.map((name) => {
    const known = values.get(name);
    const timestamp = new Date(known?.at ?? 0).toISOString();
    return [name, known === undefined ? [] : [{ value: String(known.value ?? ""), timestamp }]];
  });
  return { propertiesWithHistory: Object.fromEntries(told) };
}

function associations(portal: Portal, { body }: PortalCall, now: number): object {
  const ids = idsIn(readBody(body)["inputs"]);
  const records = ids.flatMap((id) => portal.records.get(id) ?? []);
  const isGone = ids.some((id) => portal.records.get(id)?.state !== "live");
  const results = records.flatMap(({ id, state, companies }) => {
    const standing = [...companies].filter(
      ([company, { removed }]) => !removed && portal.records.get(company)?.state === "live",
    );
    const to = standing.map(([toObjectId]) => ({
      toObjectId,
      associationTypes: [{ category: "HUBSPOT_DEFINED", typeId: 1 }],
    }));
    return state === "live" && to.length > 0 ? [{ from: { id }, to }] : [];
  });
  const none = { subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND" };
  const errors = [none, ...(isGone ? [{ category: "OBJECT_NOT_FOUND" }] : [])];
  return { startedAt: new Date(Math.floor(now)).toISOString(), results, errors };
}
