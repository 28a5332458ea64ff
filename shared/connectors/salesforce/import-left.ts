import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { PermanentError } from "../../runtime/errors.ts";
import type { ImportedRecord, ImportSession, LeftRecord } from "../import-source.ts";
import type { Entity } from "./entities.ts";
import { ImportedRow, importedRecord, Modstamp } from "./imported-record.ts";
import { longId } from "./record-id.ts";
import { sessionOf } from "./session.ts";
import { listed } from "./soql.ts";

/** What an id of each kind begins with, and what tells of a record that it lives on in another. */
const kinds = {
  company: [{ entity: "Account", prefix: "001", others: ["MasterRecordId"] }],
  contact: [
    { entity: "Contact", prefix: "003", others: ["MasterRecordId"] },
    { entity: "Lead", prefix: "00Q", others: ["MasterRecordId", "ConvertedContactId"] },
  ],
} as const satisfies Record<
  ObjectKind,
  readonly { entity: Entity; prefix: string; others: readonly string[] }[]
>;

const Row = z.object({
  Id: z.string().transform(longId),
  IsDeleted: z.boolean(),
  SystemModstamp: Modstamp,
  MasterRecordId: z.string().nullish(),
  ConvertedContactId: z.string().nullish(),
});

/** So many that are all absent at once were hidden from us rather than deleted for good. */
const suspiciouslyMany = 50;

/**
 * Those in the recycle bin, merged or converted ones with the record they live on in; and those
 * that are in no answer at all, which were taken out of the bin, or are kept from us.
 */
export async function readLeft(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<LeftRecord[]> {
  const left: (LeftRecord & { readonly into: string })[] = [];
  for (const kind of kinds[object]) {
    const ids = recordIds.filter((id) => id.startsWith(kind.prefix));
    if (ids.length > 0) left.push(...(await ofKind(session, kind, ids)));
  }
  const standing = await standingRecords(session, object, [
    ...new Set(left.flatMap(({ into }) => (into === "" ? [] : [into]))),
  ]);
  return left.map(({ into, ...each }) => {
    const mergedInto = standing.get(into);
    return mergedInto === undefined ? each : { ...each, mergedInto };
  });
}

async function ofKind(
  session: ImportSession,
  { entity, others }: (typeof kinds)[ObjectKind][number],
  ids: readonly string[],
) {
  const salesforce = await sessionOf(session.connection);
  await session.spend();
  const askedAt = Date.now();
  const fields = ["Id", "IsDeleted", "SystemModstamp", ...others].join(", ");
  const soql = `SELECT ${fields} FROM ${entity} WHERE Id IN ${listed(ids)}`;
  const rows = await salesforce.query(soql, Row, true);
  if (rows.length === 0 && ids.length >= suspiciouslyMany) throw hidden(entity, ids.length);
  const byId = new Map(rows.map((row) => [row.Id, row]));
  return ids.flatMap((recordId) => {
    const row = byId.get(recordId);
    if (row === undefined) return [{ recordId, at: askedAt, into: "" }];
    const { IsDeleted, SystemModstamp: at, MasterRecordId, ConvertedContactId } = row;
    const into = longId(ConvertedContactId || MasterRecordId || "");
    return IsDeleted || into !== "" ? [{ recordId, at, into }] : [];
  });
}

/** By their ids, as far as they are there. */
async function standingRecords(
  session: ImportSession,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, ImportedRecord>> {
  const found = new Map<string, ImportedRecord>();
  for (const { entity, prefix } of kinds[object]) {
    const ids = recordIds.filter((id) => id.startsWith(prefix));
    if (ids.length === 0) continue;
    const salesforce = await sessionOf(session.connection);
    await session.spend();
    const soql = `SELECT FIELDS(ALL) FROM ${entity} WHERE Id IN ${listed(ids)} LIMIT 200`;
    for (const row of await salesforce.query(soql, ImportedRow))
      found.set(longId(row.Id), importedRecord(session, entity, row));
  }
  return found;
}

function hidden(entity: Entity, count: number): PermanentError {
  return new PermanentError(
    `Salesforce shows none of ${count} records of ${entity} that were there, nor that they were deleted: check what the user who granted access may see.`,
  );
}
