import type { AttributeValue, ObjectKind } from "../../contracts/change.ts";
import { attributeNameProblem } from "../../segmentation/language/rule-fields.ts";

/**
 * `Connection.propertyTypes` holds, under `contact.tier` or `company.domain`, HubSpot's own
 * property type; of an enumeration with several choices also the field type that says so.
 */
export const multipleChoice = "enumeration:checkbox";

export function propertyTypeKey(object: ObjectKind, property: string): string {
  return `${object}.${property}`;
}

export function propertyTypeOf(type: string, fieldType: string): string {
  return type === "enumeration" && fieldType === "checkbox" ? multipleChoice : type;
}

/** A property's name in rules; one that rules use otherwise (`company`) gets a prefix. */
export function attributeNameOf(property: string): string {
  return attributeNameProblem(property) === undefined ? property : `hubspot_${property}`;
}

/**
 * HubSpot sends every value as a string. Typed by the property's definition: numbers,
 * booleans, ISO 8601 dates and instants, lists of choices. What does not fit its type stays
 * the string it is; the empty string means that the property was cleared.
 */
export function valueOf(text: string, type: string | undefined): AttributeValue | null {
  if (text === "") return null;
  switch (type ?? "string") {
    case "number":
      return numberOf(text) ?? text;
    case "bool":
      return text === "true" ? true : text === "false" ? false : text;
    case "date":
      return instantOf(text)?.slice(0, 10) ?? text;
    case "datetime":
      return instantOf(text) ?? text;
    case multipleChoice:
      return text.split(";").filter((choice) => choice !== "");
    default:
      return text;
  }
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : undefined;
}

const largestInstantMs = 8.64e15;

/** From epoch milliseconds or from ISO 8601, whichever was sent. */
function instantOf(text: string): string | undefined {
  const instant = /^-?\d{5,}$/.test(text) ? Number(text) : Date.parse(text);
  if (!(Math.abs(instant) <= largestInstantMs)) return undefined;
  return new Date(instant).toISOString();
}
