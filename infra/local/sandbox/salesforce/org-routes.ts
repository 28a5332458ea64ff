import { z } from "zod";
import { type Call, Refusal, type Reply, type Route } from "../http.ts";
import { ListCondition, soqlOf } from "./list-views.ts";
import type { Org } from "./org.ts";
import { type OrgGrants, orgError } from "./org-grants.ts";
import type { Fields } from "./org-records.ts";
import { fieldsOf, type SObjectName, sobjectNamed } from "./org-schema.ts";
import { createRecord, updateRecord } from "./org-writes.ts";
import { jobRoutes, QueryJobs } from "./query-jobs.ts";
import { RecordRefusal } from "./record-refusal.ts";
import { MalformedQuery, parseSoql, type Query } from "./soql.ts";

const version = "v68.0";
const mostInCollection = 200;
const pageSize = 2_000;
const mostWithAllFields = 200;

const Attributed = z
  .object({ attributes: z.object({ type: z.string() }) })
  .catchall(z.union([z.string(), z.number(), z.boolean()]).nullable());
const Collection = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(Attributed),
});

/** REST as of Winter '27, with the day's limit on every answer. */
export function orgRoutes(org: Org, grants: OrgGrants, callsADay: number): Route[] {
  let calls = 0;
  const route = (method: Route["method"], path: string, answer: Route["answer"]): Route => ({
    method,
    path: `/services/data/:version/${path}`,
    answer: grants.guard((call) => {
      if (call.part("version") !== version) return orgError(404, "NOT_FOUND", "No such version.");
      if (calls >= callsADay)
        return orgError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
      calls += 1;
      const limits = { "sforce-limit-info": `api-usage=${calls}/${callsADay}` };
      const reply = answer(call);
      return { ...reply, headers: { ...reply.headers, ...limits } };
    }),
  });
  return [
    route("GET", "sobjects/:type/describe", describe),
    route("GET", "sobjects/:type/listviews/:id/describe", (call) => listView(org, call)),
    ...jobRoutes(new QueryJobs((soql) => selected(org, soql))).map(({ method, path, answer }) =>
      route(method, path, answer),
    ),
    route("GET", "query", (call) => query(org, call, false)),
    route("GET", "queryAll", (call) => query(org, call, true)),
    route("POST", "composite/sobjects", (call) => collection(call, createRecord.bind(null, org))),
    route("PATCH", "composite/sobjects", (call) => collection(call, updateRecord.bind(null, org))),
  ];
}

function describe({ part }: Call): Reply {
  const name = sobjectNamed(part("type"));
  if (name === undefined)
    return orgError(404, "NOT_FOUND", "The requested resource does not exist");
  const fields = fieldsOf(name).map(({ values = [], isRestricted = false, ...field }) => ({
    ...field,
    custom: field.name.endsWith("__c"),
    updateable: field.isFixed !== true && field.isReadOnly !== true,
    restrictedPicklist: isRestricted,
    picklistValues: values.map((value) => ({ value, label: value, active: true })),
  }));
  return { status: 200, json: { name, fields } };
}

function listView(org: Org, { part }: Call): Reply {
  const view = org.records.get("ListView", part("id"));
  if (view?.["SobjectType"] !== part("type"))
    return orgError(404, "NOT_FOUND", "The requested resource does not exist");
  const { Scope: scope = null, Condition: text, SobjectType: type } = view;
  const condition = typeof text === "string" ? ListCondition.parse(JSON.parse(text)) : undefined;
  const where = condition === undefined ? "" : ` WHERE ${soqlOf(condition)}`;
  const json = {
    columns: [],
    id: part("id"),
    orderBy: [],
    query: `SELECT Id FROM ${type}${where}`,
    scope,
    sobjectType: type,
    ...(condition === undefined ? {} : { whereCondition: condition }),
  };
  return { status: 200, json };
}

function query(org: Org, { url }: Call, binToo: boolean): Reply {
  const parsed = readQuery(url.searchParams.get("q") ?? "");
  const type = sobjectNamed(parsed.from);
  if (type === undefined)
    return orgError(400, "INVALID_TYPE", `sObject type '${parsed.from}' is not supported.`);
  const names = fieldsOf(type).map(({ name }) => name);
  const unknown = parsed.named.find((name) => !names.includes(name));
  if (unknown !== undefined)
    return orgError(400, "INVALID_FIELD", `No such column '${unknown}' on entity '${type}'.`);
  if (parsed.fields === undefined && !((parsed.limit ?? Infinity) <= mostWithAllFields))
    return orgError(400, "MALFORMED_QUERY", "FIELDS(ALL) needs a LIMIT of at most 200");
  const found = org.records
    .all(type)
    .filter((row) => (binToo || row["IsDeleted"] !== true) && parsed.matches(row))
    .slice(0, parsed.limit);
  if (parsed.isCount)
    return { status: 200, json: { totalSize: found.length, done: true, records: [] } };
  const records = found.slice(0, pageSize).map((row) => shown(type, row, parsed.fields ?? names));
  const done = records.length === found.length;
  return { status: 200, json: { totalSize: found.length, done, records } };
}

/** All that a query of a job selects, each field as text. */
function selected(org: Org, soql: string): string[][] {
  const { from, fields, matches } = readQuery(soql);
  const type = sobjectNamed(from);
  if (type === undefined || fields === undefined)
    throw new Refusal(orgError(400, "INVALIDENTITY", "Entity or fields are not supported."));
  const names = fieldsOf(type).map(({ name }) => name);
  const unknown = fields.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Refusal(orgError(400, "INVALIDFIELD", `No such column '${unknown}' on ${type}`));
  const found = org.records.all(type).filter((row) => row["IsDeleted"] !== true && matches(row));
  return [[...fields], ...found.map((row) => fields.map((name) => String(row[name] ?? "")))];
}

function readQuery(soql: string): Query {
  try {
    return parseSoql(soql);
  } catch (error) {
    if (!(error instanceof MalformedQuery)) throw error;
    throw new Refusal(orgError(400, "MALFORMED_QUERY", error.message));
  }
}

function shown(type: SObjectName, row: Fields, names: readonly string[]): object {
  const url = `/services/data/${version}/sobjects/${type}/${String(row["Id"])}`;
  const fields = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { attributes: { type, url }, ...fields };
}

type WriteOne = (type: SObjectName, fields: Fields, client: string) => string;

function collection({ body, headers }: Call, write: WriteOne): Reply {
  const { records } = Collection.parse(JSON.parse(body));
  if (records.length > mostInCollection)
    return orgError(400, "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200");
  const options = String(headers["sforce-call-options"] ?? "");
  const client = /client=([^,;]+)/.exec(options)?.[1] ?? "unnamed";
  const json = records.map(({ attributes, ...fields }) => {
    try {
      const type = sobjectNamed(attributes.type);
      if (type === undefined) throw new RecordRefusal("INVALID_TYPE", attributes.type);
      return { id: write(type, fields, client), success: true, errors: [] };
    } catch (error) {
      if (!(error instanceof RecordRefusal)) throw error;
      const { statusCode, message } = error;
      return { success: false, errors: [{ statusCode, message, fields: [] }] };
    }
  });
  return { status: 200, json };
}
