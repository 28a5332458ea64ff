import { z } from "zod";
import type { Change } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import type { Doubt } from "../event-source.ts";
import { type Entity, entityOf, objectOf } from "./entities.ts";
import { instantOf } from "./field-value.ts";
import { changesOf } from "./record-changes.ts";
import { recordFields } from "./record-fields.ts";
import { longId } from "./record-id.ts";
import { type Salesforce, sessionOf } from "./session.ts";
import { listed } from "./soql.ts";

/** `FIELDS(ALL)` is given for so many records at most. */
const mostAtOnce = 200;

/**
 * What the records of the events are now. A record that is read once an event was committed
 * shows at least what the event told of, so its values count since then, or since its own last
 * change where that is later. One that is not there any more has an event of its own.
 */
export async function readAgain(
  connection: Connection,
  doubts: readonly Doubt[],
): Promise<Change[]> {
  const salesforce = await sessionOf(connection);
  const changes: Change[] = [];
  for (const { entity, recordIds, gone } of byEntity(doubts))
    for (const ids of parts([...recordIds.keys()])) {
      const since = (id: string): number => recordIds.get(id) ?? 0;
      const found = gone
        ? await leavingOf(salesforce, entity, ids, since, connection.propertyTypes)
        : await currentOf(salesforce, entity, ids, since, connection.propertyTypes);
      changes.push(...found);
    }
  return changes;
}

interface Asked {
  readonly entity: Entity;
  readonly gone: boolean;
  /** Since when, in milliseconds, by the record's id: the newest event counts. */
  readonly recordIds: Map<string, number>;
}

function byEntity(doubts: readonly Doubt[]): Asked[] {
  const asked = new Map<string, Asked>();
  for (const { records, recordIds, at, gone } of doubts) {
    const entity = entityOf(records);
    if (entity === undefined) continue;
    const own = asked.get(`${entity} ${gone}`) ?? {
      entity,
      gone,
      recordIds: new Map<string, number>(),
    };
    asked.set(`${entity} ${gone}`, own);
    for (const id of recordIds) own.recordIds.set(id, Math.max(at, own.recordIds.get(id) ?? 0));
  }
  return [...asked.values()];
}

function parts(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / mostAtOnce);
  return Array.from({ length: count }, (_, part) =>
    ids.slice(part * mostAtOnce, (part + 1) * mostAtOnce),
  );
}

const Row = z.looseObject({ Id: z.string(), SystemModstamp: z.string() });

async function currentOf(
  salesforce: Salesforce,
  entity: Entity,
  ids: readonly string[],
  since: (id: string) => number,
  propertyTypes: Connection["propertyTypes"],
): Promise<Change[]> {
  const asked = `SELECT FIELDS(ALL) FROM ${entity} WHERE Id IN ${listed(ids)} LIMIT ${mostAtOnce}`;
  const rows = await salesforce.query(asked, Row);
  return rows.flatMap((row) => {
    const recordId = longId(row.Id);
    const changedAt = Date.parse(instantOf(row.SystemModstamp) ?? "") || 0;
    const at = Math.max(changedAt, since(recordId));
    return changesOf({ entity, recordId, at, fields: recordFields(row) }, propertyTypes);
  });
}

const Gone = z.object({ Id: z.string(), MasterRecordId: z.string().nullish() });

/**
 * A record that was merged is deleted, and names the one it went into: that is a merge, after
 * which the one that stays is what it shows now.
 */
async function leavingOf(
  salesforce: Salesforce,
  entity: Entity,
  ids: readonly string[],
  since: (id: string) => number,
  propertyTypes: Connection["propertyTypes"],
): Promise<Change[]> {
  const asked = `SELECT Id, MasterRecordId FROM ${entity} WHERE IsDeleted = true AND Id IN ${listed(ids)}`;
  const rows = await salesforce.query(asked, Gone, true);
  const masterOf = new Map(rows.map((row) => [longId(row.Id), longId(row.MasterRecordId ?? "")]));
  const mergedAt = new Map<string, number>();
  const changes = ids.map((id): Change => {
    const subject = { object: objectOf[entity], at: since(id) };
    const master = masterOf.get(id) ?? "";
    if (master === "") return { ...subject, recordId: id, body: { kind: "deletion" } };
    mergedAt.set(master, Math.max(since(id), mergedAt.get(master) ?? 0));
    const body = { kind: "merge" as const, mergedRecordIds: [id] };
    return { ...subject, recordId: master, body };
  });
  if (mergedAt.size === 0) return changes;
  const at = (id: string): number => mergedAt.get(id) ?? 0;
  const kept = await currentOf(salesforce, entity, [...mergedAt.keys()], at, propertyTypes);
  return [...changes, ...kept];
}
