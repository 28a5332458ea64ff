import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { Problem } from "../../runtime/errors.ts";
import type { ImportedList, ListWorkspace } from "../list-import.ts";
import { entityOf, objectOf } from "./entities.ts";
import { ruleFromListView } from "./list-view/rule-from-condition.ts";
import { longId } from "./record-id.ts";
import { sessionOf } from "./session.ts";
import { quoted } from "./soql.ts";

const View = z.object({ Name: z.string(), SobjectType: z.string() });
const Described = z.object({
  scope: z.string().nullish(),
  whereCondition: z.unknown().optional(),
});

/**
 * Reads a list view of the org as a rule. Throws a `Problem`: 404 where there is no such list view,
 * 409 where it shows other records than contacts, leads and accounts.
 */
export async function importListView(
  connection: Connection,
  listId: string,
  workspace: ListWorkspace,
): Promise<ImportedList> {
  const salesforce = await sessionOf(connection);
  const id = longId(listId);
  const asked = `SELECT Name, SobjectType FROM ListView WHERE Id = ${quoted(id)}`;
  const [view] = await salesforce.query(asked, View);
  if (view === undefined)
    throw new Problem(
      404,
      "Not found",
      `Salesforce has no list view ${listId} that the connected user can see: its id (00B…) is in its address, after filterName.`,
    );
  const { Name: name, SobjectType } = view;
  const entity = entityOf(SobjectType);
  if (entity === undefined)
    throw new Problem(
      409,
      "Other records",
      `"${name}" shows records of kind ${SobjectType}, and no contacts, leads or accounts.`,
    );
  const object = objectOf[entity];
  const { scope, whereCondition } = await salesforce.listView(entity, id, Described);
  const { segments, behaviours, partial } = workspace;
  const { propertyTypes } = connection;
  const rules = workspace.rulesOf(object);
  const context = { rules, propertyTypes, segments, behaviours, partial };
  const definition = { entity, scope: scope ?? undefined, condition: whereCondition };
  return { name, object, ...ruleFromListView(definition, context) };
}
