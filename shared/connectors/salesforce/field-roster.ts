import { z } from "zod";
import { PermanentError } from "../../runtime/errors.ts";
import type { MembersPage, MembersThere } from "../connector.ts";
import { type Entity, entities, objectOf } from "./entities.ts";
import { longId } from "./record-id.ts";
import { type Salesforce, sessionOf } from "./session.ts";
import { quoted } from "./soql.ts";

/** What a query gives at once. */
const pageSize = 2_000;
const Row = z.object({ Id: z.string() });

/**
 * Whose field shows the segment: a page of contacts after the other, then leads. The others whose
 * field shows it are left alone: only a push may write the whole value.
 */
export const fieldRoster: MembersThere = {
  keyOf: ({ recordId }) => recordId,
  async page({ destination, connection }, cursor) {
    const { object, field = "", shownAs } = destination;
    const own = entities.filter((entity) => objectOf[entity] === object);
    const [name, after = "0"] = cursor?.split(" ") ?? [own[0]];
    const entity = own.find((each) => each === name);
    if (entity === undefined) return { keys: [], next: undefined };
    const shows =
      shownAs === undefined ? `${field} = true` : `${field} INCLUDES (${quoted(shownAs)})`;
    const page = await idsAfter(await sessionOf(connection), entity, shows, after);
    return { ...page, next: page.next ?? own[own.indexOf(entity) + 1] };
  },
};

/** Leads may lack the field that contacts have: then it shows nothing. */
async function idsAfter(
  salesforce: Salesforce,
  entity: Entity,
  shows: string,
  after: string,
): Promise<MembersPage> {
  const asked = `SELECT Id FROM ${entity} WHERE ${shows} AND Id > ${quoted(after)} ORDER BY Id LIMIT ${pageSize}`;
  try {
    const rows = await salesforce.query(asked, Row);
    const last = rows.length < pageSize ? undefined : rows.at(-1)?.Id;
    const keys = rows.map(({ Id }) => longId(Id));
    return { keys, next: last === undefined ? undefined : `${entity} ${last}` };
  } catch (error) {
    if (entity !== "Lead" || !(error instanceof PermanentError)) throw error;
    return { keys: [], next: undefined };
  }
}
