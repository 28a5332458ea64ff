import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { RetryableError } from "../../runtime/errors.ts";
import type { ImportSession, LeftRecord } from "../import-source.ts";
import { callInImport } from "./import-call.ts";
import { objectTypeIds, paths } from "./versions.ts";

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const Answer = z.object({
  /** By HubSpot's own clock. */
  startedAt: Instant,
  results: z.array(z.object({ id: z.string(), archivedAt: Instant.optional() })),
  errors: z
    .array(
      z.object({
        category: z.string().optional(),
        message: z.string().optional(),
        context: z.object({ ids: z.array(z.string()).default([]) }).optional(),
      }),
    )
    .default([]),
});
type Answer = z.infer<typeof Answer>;

/**
 * Which of 100 records HubSpot says it does not find. Those in its archive left when they were
 * archived; the others were deleted for good, or merged, which the record that stays tells.
 */
export async function readLeft(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<LeftRecord[]> {
  const present = await read(session, object, recordIds, "");
  const missing = missingIn(present, recordIds);
  if (missing.length === 0) return [];
  const archive = await read(session, object, missing, "?archived=true");
  const archived = new Map(archive.results.map(({ id, archivedAt }) => [id, archivedAt]));
  const gone = new Set(missingIn(archive, missing));
  return missing.flatMap((recordId): LeftRecord[] => {
    const at = archived.get(recordId);
    if (at !== undefined) return [{ recordId, at }];
    return gone.has(recordId) ? [{ recordId, at: present.startedAt, isUnexplained: true }] : [];
  });
}

function read(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
  query: string,
): Promise<Answer> {
  const path = `${paths.objects.api}/${objectTypeIds[object]}/batch/read${query}`;
  const inputs = recordIds.map((id) => ({ id }));
  const json = { inputs, properties: ["hs_object_id"], propertiesWithHistory: [] };
  return callInImport(session, { method: "POST", path, json }, Answer);
}

/** Those named as not found; any other failure says nothing of the records. */
function missingIn({ errors }: Answer, asked: readonly string[]): string[] {
  const serious = errors.find(({ category }) => category !== "OBJECT_NOT_FOUND");
  if (serious !== undefined)
    throw new RetryableError(
      `HubSpot could not look up some records: ${serious.message ?? "it does not say why"}`,
    );
  const named = new Set(errors.flatMap(({ context }) => context?.ids ?? []));
  return asked.filter((id) => named.has(id));
}
