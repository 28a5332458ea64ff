import type { AttributeValue } from "../../contracts/change.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { AttributeWriter } from "../attribute-writer.ts";
import { tokenOf } from "./access-token.ts";
import { attributeNameOf, propertyTypeKey, valueOf } from "./property-value.ts";
import { updateRecords } from "./update-records.ts";

/** Property names have no capitals, so a prefix of ours is never a property's own. */
const prefix = /^hubspot_/;

export const writeHubSpotAttributes: AttributeWriter = async (connection, record, values) => {
  const { object, recordId } = record;
  const written = Object.entries(values).map(([name, value]) => {
    const property = propertyOf(name);
    const text = textOf(value);
    const type = connection.propertyTypes[propertyTypeKey(object, property)];
    return { name, property, text, told: valueOf(text, type) };
  });
  const properties = Object.fromEntries(written.map(({ property, text }) => [property, text]));
  const portal = { object, accessToken: tokenOf(connection) };
  const problems = await updateRecords(portal, new Map([[recordId, properties]]), undefined);
  const problem = problems.get(recordId);
  if (problem !== undefined) throw new PermanentError(problem.reason);
  return Object.fromEntries(written.map(({ name, told }) => [name, told]));
};

function propertyOf(name: string): string {
  const bare = name.replace(prefix, "");
  return attributeNameOf(bare) === name ? bare : name;
}

/** Properties are text at HubSpot; the empty one clears. */
function textOf(value: AttributeValue | null): string {
  if (value === null) return "";
  return typeof value === "object" ? value.join(";") : String(value);
}
