import type { AttributeValue } from "../../contracts/change.ts";
import { attributeNameProblem } from "../../segmentation/language/rule-fields.ts";

/** A field as a source of records gives it: text in an Outbound Message, JSON elsewhere. */
export type FieldValue = string | number | boolean | null;

/** What changes with every write, or with a mere look: it says nothing about the record. */
const bookkeeping: ReadonlySet<string> = new Set([
  "Id",
  "IsDeleted",
  "MasterRecordId",
  "LastModifiedDate",
  "LastModifiedById",
  "SystemModstamp",
  "LastViewedDate",
  "LastReferencedDate",
]);

/** A field's name in rules: Salesforce's own, but for what profiles are joined by. */
export function attributeNameOf(field: string): string | undefined {
  if (bookkeeping.has(field)) return undefined;
  if (field === "Email") return "email";
  return attributeNameProblem(field) === undefined ? field : `salesforce_${field}`;
}

/** Types of fields that hold numbers. */
export const numbers: ReadonlySet<string> = new Set([
  "int",
  "double",
  "long",
  "currency",
  "percent",
]);

/**
 * Typed by the field's description: numbers, booleans, ISO 8601 dates and instants, lists of
 * choices. Without one, or where it does not fit, the value stays what it is; "" is absence.
 */
export function valueOf(value: FieldValue, type: string | undefined): AttributeValue | null {
  if (value === null || value === "") return null;
  if (type === "date") return instantOf(value)?.slice(0, 10) ?? value;
  if (type === "datetime") return instantOf(value) ?? value;
  if (typeof value !== "string" || type === undefined) return value;
  if (type === "multipicklist") return value.split(";").filter((choice) => choice !== "");
  if (type === "boolean") return value === "true" ? true : value === "false" ? false : value;
  if (numbers.has(type)) return numberOf(value) ?? value;
  return value;
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : undefined;
}

/** Text in ISO 8601 (Salesforce writes the offset as +0000), or milliseconds since the epoch. */
export function instantOf(value: string | number | boolean): string | undefined {
  const instant = typeof value === "number" ? value : Date.parse(String(value));
  if (typeof value === "boolean" || !(Math.abs(instant) <= 8.64e15)) return undefined;
  return new Date(instant).toISOString();
}

/** The host of an account's website, by which companies of several sources are one. */
export function domainOf(website: FieldValue): string | null {
  if (typeof website !== "string" || website.trim() === "") return null;
  const address = /^[a-z]+:\/\//i.test(website) ? website.trim() : `https://${website.trim()}`;
  const host = URL.parse(address)?.hostname ?? "";
  return host.includes(".") ? host.replace(/^www\./, "") : null;
}
