import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import { Problem } from "../../runtime/errors.ts";
import type { ImportedList, ListWorkspace } from "../list-import.ts";
import { tokenOf } from "./access-token.ts";
import { readHubSpot, sendHubSpot } from "./api.ts";
import { ruleFromFilterBranch } from "./list-filters/rule-from-filter-branch.ts";
import { objectTypeIds, paths } from "./versions.ts";

const ListAnswer = z.object({
  list: z.object({
    name: z.string(),
    objectTypeId: z.string(),
    filterBranch: z.unknown().optional(),
  }),
});
type List = z.infer<typeof ListAnswer>["list"];

/**
 * Reads a list of the portal as a rule. Throws a `Problem`: 404 where there is no such list, 409
 * where it has no filters or holds neither contacts nor companies.
 */
export async function importHubSpotList(
  connection: Connection,
  listId: string,
  workspace: ListWorkspace,
): Promise<ImportedList> {
  const { name, objectTypeId, filterBranch } = await fetchList(connection, listId);
  const object = objectOf(objectTypeId);
  if (object === undefined)
    throw new Problem(409, "Other records", `"${name}" holds neither contacts nor companies.`);
  if (filterBranch === undefined || filterBranch === null)
    throw new Problem(
      409,
      "No filters",
      `"${name}" has no filters: its members were chosen by hand.`,
    );
  const { segments, behaviours, partial } = workspace;
  const rules = workspace.rulesOf(object);
  const { propertyTypes } = connection;
  const context = { rules, propertyTypes, segments, behaviours, partial };
  return { name, object, ...ruleFromFilterBranch(filterBranch, context) };
}

async function fetchList(connection: Connection, listId: string): Promise<List> {
  const path = `${paths.lists.api}/${encodeURIComponent(listId)}?includeFilters=true`;
  const call = { method: "GET", path, accessToken: tokenOf(connection) } as const;
  const answer = await sendHubSpot(call);
  if (answer.status === 404)
    throw new Problem(
      404,
      "Not found",
      `HubSpot has no list ${listId}: look its id up under "Details" there.`,
    );
  return readHubSpot(answer, call, ListAnswer).list;
}

function objectOf(objectTypeId: string): ObjectKind | undefined {
  if (objectTypeId === objectTypeIds.contact) return "contact";
  return objectTypeId === objectTypeIds.company ? "company" : undefined;
}
