import { z } from "zod";
import type { Crm } from "./crm.ts";
import type { Grants } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { childIdsOf, companyIdOf, parentIdOf } from "./program.ts";
import { invalid, readJson } from "./read-json.ts";
import { type RecordType, recordTypeOf } from "./records.ts";

/** HubSpot's own types of associations, by number. */
const primaryCompany = { category: "HUBSPOT_DEFINED", typeId: 1, label: "Primary" };
const someCompany = { category: "HUBSPOT_DEFINED", typeId: 279 };
const parent = { category: "HUBSPOT_DEFINED", typeId: 14, label: "Parent Company" };
const child = { category: "HUBSPOT_DEFINED", typeId: 13, label: "Child Company" };

interface Association {
  readonly toObjectId: string;
  readonly associationTypes: readonly object[];
}

const Inputs = z.object({
  inputs: z.array(z.object({ id: z.string(), after: z.string().optional() })).max(1_000),
});

/** Who works where, and which company stands above which. */
export function associationRoutes(crm: Crm, grants: Grants): Route[] {
  return [
    {
      method: "POST",
      path: "/crm/associations/2026-09/:from/:to/batch/read",
      answer: grants.guard((call) => batchRead(crm, call)),
    },
  ];
}

function batchRead(crm: Crm, call: Call): Reply {
  const from = recordTypeOf(call.part("from"));
  if (from === undefined || recordTypeOf(call.part("to")) !== "companies")
    throw invalid("The sandbox associates contacts and companies with companies only.");
  const { inputs } = readJson(Inputs, call.body);
  const at = new Date().toISOString();
  const found = inputs.map(({ id }) => ({ id, to: associationsOf(crm, from, id) }));
  const results = found
    .filter(({ to }) => to.length > 0)
    .map(({ id, to }) => ({ from: { id }, to }));
  const errors = found.filter(({ to }) => to.length === 0).map(({ id }) => none(id));
  return {
    status: errors.length === 0 ? 200 : 207,
    json: {
      status: "COMPLETE",
      startedAt: at,
      completedAt: at,
      results,
      ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
    },
  };
}

function associationsOf(crm: Crm, from: RecordType, id: string): Association[] {
  if (crm.records.get(from, id) === undefined) return [];
  if (from === "contacts") {
    const toObjectId = companyIdOf(id, crm.population);
    return [{ toObjectId, associationTypes: [primaryCompany, someCompany] }];
  }
  const above = parentIdOf(id);
  if (above !== undefined) return [{ toObjectId: above, associationTypes: [parent] }];
  return childIdsOf(id, crm.population).map((toObjectId) => ({
    toObjectId,
    associationTypes: [child],
  }));
}

function none(id: string): object {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
    message: `No associations exist for ${id}.`,
    context: { fromObjectId: [id] },
    links: {},
    errors: [],
  };
}
