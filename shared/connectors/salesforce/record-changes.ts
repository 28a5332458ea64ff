import type { AttributeValue, Change } from "../../contracts/change.ts";
import { type Connection, ownType } from "../../contracts/connection.ts";
import { typeKey } from "./describe.ts";
import { type Entity, objectOf } from "./entities.ts";
import { attributeNameOf, domainOf, type FieldValue, valueOf } from "./field-value.ts";
import { isRecordId, longId } from "./record-id.ts";

/** Fields of one record that are known to have these values since `at`, in milliseconds. */
export interface KnownFields {
  readonly entity: Entity;
  readonly recordId: string;
  readonly at: number;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

/**
 * What the fields say in Muster's words: attributes; the account as the contact's company,
 * the parent as the account's; a converted lead as merged into its contact.
 */
export function changesOf(
  known: KnownFields,
  propertyTypes: Connection["propertyTypes"],
): Change[] {
  const { entity, recordId, at, fields } = known;
  const subject = { object: objectOf[entity], recordId, at };
  const values = valuesOf(known, propertyTypes);
  const isOwnWrite = Object.keys(values).length === 0 && writesOnly(known, propertyTypes);
  const bodies: Change["body"][] = isOwnWrite ? [] : [{ kind: "attributes", values }];
  const above = entity === "Contact" ? "AccountId" : entity === "Account" ? "ParentId" : undefined;
  const company = above === undefined ? undefined : fields.get(above);
  if (company !== undefined) bodies.push(belongingTo(company));
  const merges = convertedFrom(known);
  return [...bodies.map((body): Change => ({ ...subject, body })), ...merges];
}

/** What Muster wrote comes back, with nothing else in it. */
function writesOnly(
  { entity, fields }: KnownFields,
  propertyTypes: Connection["propertyTypes"],
): boolean {
  return [...fields.keys()].some((field) => propertyTypes[typeKey(entity, field)] === ownType);
}

/** By their names in rules; what says nothing about the record, or what Muster wrote, is left out. */
export function valuesOf(
  { entity, fields }: Pick<KnownFields, "entity" | "fields">,
  propertyTypes: Connection["propertyTypes"],
): Record<string, AttributeValue | null> {
  const values = new Map<string, AttributeValue | null>();
  for (const [field, value] of fields) {
    const name = attributeNameOf(field);
    const type = propertyTypes[typeKey(entity, field)];
    if (name === undefined || type === ownType) continue;
    values.set(name, valueOf(value, type));
    if (entity === "Account" && field === "Website") values.set("domain", domainOf(value));
  }
  return Object.fromEntries(values);
}

/** A record has one account at most: another one takes the place of the one before. */
function belongingTo(company: FieldValue): Change["body"] {
  const recordId = typeof company === "string" ? longId(company) : "";
  const removed = !isRecordId(recordId);
  const to = { object: "company" as const, recordId: removed ? "" : recordId };
  return { kind: "association", to, removed, only: true };
}

function convertedFrom({ entity, recordId, at, fields }: KnownFields): Change[] {
  const contactId = fields.get("ConvertedContactId");
  if (entity !== "Lead" || typeof contactId !== "string" || contactId === "") return [];
  const body = { kind: "merge" as const, mergedRecordIds: [recordId] };
  return [{ object: "contact", recordId: longId(contactId), at, body }];
}
