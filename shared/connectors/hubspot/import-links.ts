import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { RetryableError } from "../../runtime/errors.ts";
import type { ImportedLinks, ImportSession } from "../import-source.ts";
import { callInImport } from "./import-call.ts";
import { childToParent, objectTypeIds, paths } from "./versions.ts";

const Id = z.union([z.string(), z.number()]).transform(String);

const Associations = z.object({
  /** By HubSpot's own clock: what is said here was so at least until then. */
  startedAt: z.string().transform((text) => Date.parse(text)),
  results: z.array(
    z.object({
      from: z.object({ id: Id }),
      to: z.array(
        z.object({
          toObjectId: Id,
          associationTypes: z.array(z.object({ category: z.string(), typeId: z.number() })),
        }),
      ),
      paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
    }),
  ),
  errors: z
    .array(
      z.object({
        category: z.string().optional(),
        subCategory: z.unknown().optional(),
        message: z.string().optional(),
      }),
    )
    .default([]),
});
type Answer = z.infer<typeof Associations>;

interface Input {
  readonly id: string;
  readonly after?: string;
}

/** Of contacts their companies, of companies their parents; 1,000 records a request. */
export async function readLinks(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<ImportedLinks> {
  const path = `${paths.associations.api}/${objectTypeIds[object]}/${objectTypeIds.company}/batch/read`;
  const companies = new Map<string, string[]>();
  let inputs: Input[] = recordIds.map((id) => ({ id }));
  let at = Number.POSITIVE_INFINITY;
  // Not where a record was deleted meanwhile: of one that is not named nothing is known then.
  let isWhole = true;
  while (inputs.length > 0) {
    const call = { method: "POST", path, json: { inputs } } as const;
    const answer = await callInImport(session, call, Associations);
    at = Math.min(at, answer.startedAt);
    const failures = answer.errors.filter((each) => !saysThereAreNone(each));
    const serious = failures.find(({ category }) => category !== "OBJECT_NOT_FOUND");
    if (serious !== undefined)
      throw new RetryableError(
        `HubSpot could not read some associations: ${serious.message ?? "it does not say why"}`,
      );
    isWhole = isWhole && failures.length === 0;
    inputs = answer.results.flatMap((result) => {
      companies.set(result.from.id, [
        ...(companies.get(result.from.id) ?? []),
        ...companiesIn(result, object),
      ]);
      const after = result.paging?.next?.after;
      return after === undefined ? [] : [{ id: result.from.id, after }];
    });
  }
  if (!Number.isFinite(at) && recordIds.length > 0)
    throw new RetryableError("HubSpot did not say when it read associations.");
  return { at, links: linksOf(isWhole ? recordIds : [...companies.keys()], companies) };
}

function linksOf(
  recordIds: readonly string[],
  companies: ReadonlyMap<string, readonly string[]>,
): ImportedLinks["links"] {
  return recordIds.map((recordId) => ({
    recordId,
    to: (companies.get(recordId) ?? []).map((id) => ({ object: "company", recordId: id })),
  }));
}

function companiesIn(result: Answer["results"][number], object: ObjectKind): string[] {
  return result.to
    .filter(
      ({ associationTypes }) =>
        // Whatever its label.
        object === "contact" ||
        associationTypes.some(
          ({ category, typeId }) => category === "HUBSPOT_DEFINED" && typeId === childToParent,
        ),
    )
    .map(({ toObjectId }) => toObjectId);
}

/** A record without associations is named among the errors. */
function saysThereAreNone({ subCategory }: Answer["errors"][number]): boolean {
  return typeof subCategory === "string" && subCategory.endsWith("NO_ASSOCIATIONS_FOUND");
}
