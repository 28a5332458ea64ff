import type { Org } from "./org.ts";
import type { Fields } from "./org-records.ts";
import { fieldsOf, type SObjectName } from "./org-schema.ts";
import { RecordRefusal } from "./record-refusal.ts";

const parents = { ContactId: "Contact", LeadId: "Lead", AccountId: "Account" } as const;

export function createRecord(org: Org, type: SObjectName, fields: Fields, client: string): string {
  assertKnown(type, fields);
  if (type !== "CampaignMember") return org.create(type, fields, client);
  const campaignId = String(fields["CampaignId"] ?? "");
  assertThere(org, "Campaign", campaignId);
  const given = Object.entries(parents).filter(([name]) => typeof fields[name] === "string");
  const [[reference, parent] = ["", undefined]] = given;
  if (given.length !== 1 || parent === undefined)
    throw new RecordRefusal(
      "FIELD_INTEGRITY_EXCEPTION",
      "a member has one contact, lead or account",
    );
  assertThere(org, parent, String(fields[reference]));
  const isThere = org.records
    .all("CampaignMember")
    .some(
      (member) =>
        member["IsDeleted"] !== true &&
        member["CampaignId"] === campaignId &&
        member[reference] === fields[reference],
    );
  if (isThere) throw new RecordRefusal("DUPLICATE_VALUE", "Already a campaign member.");
  return org.create(type, fields, client);
}

export function updateRecord(org: Org, type: SObjectName, fields: Fields, client: string): string {
  // Names of fields are read whatever their case; that of the id is written both ways.
  const { Id: capital, id: small, ...others } = fields;
  const id = String(capital ?? small ?? "");
  if (org.records.get(type, id)?.["IsDeleted"] !== false)
    throw new RecordRefusal("ENTITY_IS_DELETED", "entity is deleted");
  assertKnown(type, others);
  const fixed = fieldsOf(type).find(({ name, isFixed }) => isFixed && name in others);
  if (fixed !== undefined)
    throw new RecordRefusal(
      "INVALID_FIELD_FOR_INSERT_UPDATE",
      `Unable to create/update fields: ${fixed.name}.`,
    );
  assertAllowed(type, others);
  org.update(type, id, others, client);
  return id;
}

function assertAllowed(type: SObjectName, fields: Fields): void {
  for (const { name, values = [], isRestricted, isReadOnly } of fieldsOf(type)) {
    const value = fields[name];
    if (isReadOnly && name in fields)
      throw new RecordRefusal("INVALID_FIELD_FOR_INSERT_UPDATE", `No access to ${name}.`);
    const stranger =
      typeof value === "string" && value.split(";").find((each) => !values.includes(each));
    if (isRestricted && typeof stranger === "string")
      throw new RecordRefusal(
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        `bad value for restricted picklist field: ${stranger}`,
      );
  }
}

function assertKnown(type: SObjectName, fields: Fields): void {
  const names = fieldsOf(type).map(({ name }) => name);
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new RecordRefusal("INVALID_FIELD", `No such column '${unknown}' on ${type}.`);
}

function assertThere(org: Org, type: SObjectName, id: string): void {
  if (org.records.get(type, id)?.["IsDeleted"] === false) return;
  throw new RecordRefusal("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
}
