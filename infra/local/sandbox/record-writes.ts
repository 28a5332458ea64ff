import { z } from "zod";
import type { Crm } from "./crm.ts";
import type { CustomProperties } from "./custom-properties.ts";
import type { Grants } from "./grants.ts";
import type { Call, Reply, Route } from "./http.ts";
import { invalid, readJson } from "./read-json.ts";
import { typeAt } from "./record-type-at.ts";

const mostInputs = 100;
const BatchUpdate = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        id: z.string(),
        properties: z.record(z.string(), z.string()),
        objectWriteTraceId: z.string().optional(),
      }),
    )
    .min(1)
    .max(mostInputs),
});
type Input = z.infer<typeof BatchUpdate>["inputs"][number];

/** Records as an app writes them: by batches, of which some may fail (207) or all (400). */
export function recordWrites(crm: Crm, properties: CustomProperties, grants: Grants): Route[] {
  return [
    {
      method: "POST",
      path: "/crm/objects/2026-09/:type/batch/update",
      answer: grants.guard((call) => batchUpdate(crm, properties, call)),
    },
  ];
}

function batchUpdate(crm: Crm, properties: CustomProperties, call: Call): Reply {
  const type = typeAt(call);
  const { inputs } = readJson(BatchUpdate, call.body);
  for (const input of inputs) properties.check(type, input.properties);
  const frozen = inputs.find(({ id }) => crm.isFrozen(type, id));
  if (frozen !== undefined) throw invalid(`Record ${frozen.id} breaks the rule "Tier must be set"`);
  const startedAt = new Date().toISOString();
  const missing: Input[] = [];
  const results: object[] = [];
  for (const input of inputs) {
    const written = crm.change(type, input.id, input.properties, "INTEGRATION");
    const record = written && crm.records.get(type, input.id);
    if (record === undefined) missing.push(input);
    else results.push(shown(record, input));
  }
  const times = { startedAt, completedAt: new Date().toISOString() };
  if (missing.length === 0) return { status: 200, json: { status: "COMPLETE", ...times, results } };
  const errors = [notFound(missing)];
  return {
    status: 207,
    json: { status: "COMPLETE", ...times, results, numErrors: errors.length, errors },
  };
}

function shown(record: NonNullable<ReturnType<Crm["records"]["get"]>>, input: Input): object {
  return {
    id: record.id,
    properties: input.properties,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: false,
    ...(input.objectWriteTraceId === undefined
      ? {}
      : { objectWriteTraceId: input.objectWriteTraceId }),
  };
}

function notFound(inputs: readonly Input[]): object {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: "Could not get some objects, they may be deleted or not exist.",
    context: { ids: inputs.map(({ id }) => id) },
    errors: [],
    links: {},
  };
}
