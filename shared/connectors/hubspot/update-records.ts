import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { SetupError } from "../../runtime/errors.ts";
import { type HubSpotAnswer, hubspotFailure, readHubSpot, sendHubSpot } from "./api.ts";
import { objectTypeIds, paths } from "./versions.ts";

type Properties = Readonly<Record<string, string>>;

/** Why one record was not written. */
export interface RecordProblem {
  /** For the admin, in HubSpot's words. */
  readonly reason: string;
  readonly isGone: boolean;
}

const Ids = z.array(z.string()).default([]);
const BatchAnswer = z.object({
  results: z.array(z.object({ id: z.string(), objectWriteTraceId: z.string().nullish() })),
  errors: z
    .array(
      z.object({
        category: z.string().default(""),
        message: z.string(),
        context: z.object({ ids: Ids, id: Ids, objectWriteTraceId: Ids }).prefault({}),
      }),
    )
    .default([]),
});
type BatchAnswer = z.infer<typeof BatchAnswer>;

/**
 * Writes properties of at most 100 records; returns those that were not written. Some may fail
 * (207) while others are written. A value that a portal's rules do not allow may also fail all of
 * them (400): then the halves go by themselves, until what is wrong stands alone.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/objects
 */
export async function updateRecords(
  portal: { readonly object: ObjectKind; readonly accessToken: string },
  records: ReadonlyMap<string, Properties>,
  spend: (() => Promise<void>) | undefined,
): Promise<ReadonlyMap<string, RecordProblem>> {
  const inputs = [...records].map(([id, properties]) => ({
    id,
    properties,
    // Names the record in errors and results, also where it was merged into another one.
    objectWriteTraceId: id,
  }));
  if (inputs.length === 0) return new Map();
  const { object, accessToken } = portal;
  const path = `${paths.objects.api}/${objectTypeIds[object]}/batch/update`;
  const call = { method: "POST", path, accessToken, json: { inputs } } as const;
  const answer = await sendHubSpot(call);
  if (answer.status !== 400) return problemsOf(readHubSpot(answer, call, BatchAnswer), records);
  const failure = hubspotFailure(answer, call);
  if (isAboutProperty(answer))
    throw new SetupError(
      failure.message,
      "Somebody changed or deleted the property in HubSpot: remove this destination and add it again.",
    );
  const [first, ...others] = records.keys();
  if (first !== undefined && others.length === 0)
    return new Map([[first, { reason: failure.message, isGone: false }]]);
  const middle = Math.ceil(records.size / 2);
  const halves = [[...records].slice(0, middle), [...records].slice(middle)];
  const found: [string, RecordProblem][] = [];
  for (const half of halves) {
    await spend?.();
    found.push(...(await updateRecords(portal, new Map(half), spend)));
  }
  return new Map(found);
}

/** The property itself is not as it should be: no record is to blame. */
function isAboutProperty({ body }: HubSpotAnswer): boolean {
  return /PROPERTY_DOESNT_EXIST|INVALID_OPTION|READ_ONLY_VALUE/.test(JSON.stringify(body ?? ""));
}

/** An error that names no record is the reason of all that were neither written nor named. */
function problemsOf(
  { errors, results }: BatchAnswer,
  records: ReadonlyMap<string, Properties>,
): ReadonlyMap<string, RecordProblem> {
  const problems = new Map<string, RecordProblem>();
  const written = new Set(
    results.flatMap(({ id, objectWriteTraceId }) => [id, objectWriteTraceId]),
  );
  for (const { category, context, message } of errors) {
    const problem = { reason: `HubSpot: ${message}`, isGone: category === "OBJECT_NOT_FOUND" };
    const named = [...context.ids, ...context.id, ...context.objectWriteTraceId];
    for (const id of named) problems.set(id, problem);
    if (named.length > 0) continue;
    for (const id of records.keys())
      if (!written.has(id) && !problems.has(id)) problems.set(id, problem);
  }
  return problems;
}
