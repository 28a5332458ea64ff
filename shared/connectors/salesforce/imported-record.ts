import { z } from "zod";
import type { ImportedLinks, ImportedRecord, ImportSession } from "../import-source.ts";
import type { Entity } from "./entities.ts";
import { instantOf } from "./field-value.ts";
import { valuesOf } from "./record-changes.ts";
import { recordFields } from "./record-fields.ts";
import { isRecordId, longId } from "./record-id.ts";

/** When a record last changed, in milliseconds. */
export const Modstamp = z.string().transform((text) => Date.parse(instantOf(text) ?? "") || 0);

export const ImportedRow = z.looseObject({ Id: z.string(), SystemModstamp: Modstamp });

/** A row with all its fields, as the import takes it. */
export function importedRecord(
  { connection }: ImportSession,
  entity: Entity,
  { SystemModstamp: at, ...row }: z.output<typeof ImportedRow>,
): ImportedRecord {
  const values = valuesOf({ entity, fields: recordFields(row) }, connection.propertyTypes);
  return { recordId: longId(row.Id), at, values };
}

/** Of contacts their account, of accounts their parent; leads have none. */
const fieldsAbove: Readonly<Partial<Record<Entity, string>>> = {
  Contact: "AccountId",
  Account: "ParentId",
};

/** What rows say of the one company that each belongs to. */
export function importedLinks(
  entity: Entity,
  rows: readonly z.output<typeof ImportedRow>[],
): ImportedLinks {
  const field = fieldsAbove[entity];
  const links = rows.map((row) => {
    const above = field === undefined ? undefined : row[field];
    const companyId = typeof above === "string" ? longId(above) : "";
    const to = isRecordId(companyId) ? [{ object: "company" as const, recordId: companyId }] : [];
    return { recordId: longId(row.Id), at: row.SystemModstamp, to };
  });
  return { at: 0, isOnly: true, links: field === undefined ? [] : links };
}
