import type { DatabaseSync } from "node:sqlite";
import { Archive } from "./archive.ts";
import { atomically, type Facts } from "./database.ts";
import { Journal } from "./journal.ts";
import type { Outbox } from "./outbox.ts";
import { companyIdOf, makeProgram, type Population } from "./program.ts";
import {
  type CrmRecord,
  type Properties,
  Records,
  type RecordType,
  recordTypes,
} from "./records.ts";

export const portalId = 48_151_623;
export const appId = 9_001;

/** The portal: its records, and the webhook events that their changes give rise to. */
export class Crm {
  readonly records: Records;
  readonly archive: Archive;
  readonly journal: Journal;
  readonly population: Population;
  /** What becomes of each webhook event on its way; unset: all arrive, once. */
  line: ((events: readonly object[]) => readonly object[]) | undefined;
  readonly #database: DatabaseSync;
  readonly #facts: Facts;
  readonly #outbox: Outbox;
  #lastInstant = 0;

  constructor(database: DatabaseSync, facts: Facts, outbox: Outbox, population: Population) {
    this.records = new Records(database);
    this.archive = new Archive(database, this.records);
    this.journal = new Journal(database);
    this.population = population;
    this.#database = database;
    this.#facts = facts;
    this.#outbox = outbox;
  }

  /** Fills an empty portal with the sample program. */
  populate(now: number): void {
    if (this.records.count("companies") > 0) return;
    this.records.insert(makeProgram(2026, now, this.population));
  }

  /** What a CRM user does, or an app: writes values, and HubSpot tells who subscribed. */
  change(
    type: RecordType,
    id: string,
    values: Properties,
    changeSource: "CRM_UI" | "INTEGRATION" = "CRM_UI",
  ): Properties | undefined {
    const at = this.#instant();
    const by =
      changeSource === "CRM_UI" ? { changeSource } : { changeSource, sourceId: String(appId) };
    return atomically(this.#database, () => {
      const changed = this.records.change(type, id, values, at);
      if (changed !== undefined)
        this.#tell(propertyEvents(type, id, changed, at).map((event) => ({ ...event, ...by })));
      return changed;
    });
  }

  /** Has a rule of the portal refuse whatever an app writes to a record. */
  freeze(type: RecordType, id: string): void {
    this.#facts.set(`frozen:${type}:${id}`, "yes");
  }

  isFrozen(type: RecordType, id: string): boolean {
    return this.#facts.get(`frozen:${type}:${id}`) !== undefined;
  }

  /** Into the archive; out of it too where it is deleted for good. */
  remove(type: RecordType, id: string, isForGood = false): boolean {
    const at = this.#instant();
    return atomically(this.#database, () => {
      if (!this.archive.put(type, id, at)) return false;
      if (isForGood) this.archive.purge(type, id);
      this.#tell([{ ...kindOf(type, "deletion"), occurredAt: at, objectId: Number(id) }]);
      return true;
    });
  }

  restore(type: RecordType, id: string): boolean {
    const at = this.#instant();
    return atomically(this.#database, () => {
      if (!this.archive.restore(type, id)) return false;
      this.#tell([{ ...kindOf(type, "restore"), occurredAt: at, objectId: Number(id) }]);
      return true;
    });
  }

  /** The loser is nowhere any more; the winner names it. */
  merge(type: RecordType, winner: string, loser: string): void {
    const at = this.#instant();
    atomically(this.#database, () => {
      this.records.take(type, loser);
      const known = this.records.get(type, winner)?.properties[mergedProperty];
      const merged = [known, loser].filter(Boolean).join(";");
      this.records.change(type, winner, { [mergedProperty]: merged }, at);
      const ids = { primaryObjectId: Number(winner), mergedObjectIds: [Number(loser)] };
      const numberOfPropertiesMoved = 0;
      this.#tell([{ ...kindOf(type, "merge"), occurredAt: at, ...ids, numberOfPropertiesMoved }]);
    });
  }

  /** Tells a connection of every record there is, once. */
  announce(connectionId: string): void {
    const fact = `announced:${connectionId}`;
    if (this.#facts.get(fact) !== undefined) return;
    atomically(this.#database, () => {
      for (const type of recordTypes) {
        for (const record of this.records.all(type))
          this.#tell(creationEvents(record, this.population));
      }
      this.#facts.set(fact, new Date().toISOString());
    });
  }

  /** No two things happen at once. */
  #instant(): number {
    this.#lastInstant = Math.max(Date.now(), this.#lastInstant + 1);
    return this.#lastInstant;
  }

  #tell(events: readonly object[]): void {
    const first = Number(this.#facts.get("lastEventId") ?? "100") + 1;
    const common = { portalId, appId, attemptNumber: 0, changeSource: "CRM_UI" };
    const told = events.map((event, index) => ({ eventId: first + index, ...common, ...event }));
    this.journal.write(told);
    this.#outbox.put("crm", this.line === undefined ? told : this.line(told));
    this.#facts.set("lastEventId", String(first + events.length - 1));
  }
}

const mergedProperty = "hs_merged_object_ids";

/** Contacts in the older generation of payloads, companies in the newer one. */
function kindOf(type: RecordType, happening: string): object {
  return type === "contacts"
    ? { subscriptionType: `contact.${happening}`, subscriptionId: 501 }
    : { subscriptionType: `object.${happening}`, subscriptionId: 502, objectTypeId: "0-2" };
}

function propertyEvents(type: RecordType, id: string, values: Properties, at: number): object[] {
  return Object.entries(values).map(([propertyName, propertyValue]) => ({
    ...kindOf(type, "propertyChange"),
    occurredAt: at,
    objectId: Number(id),
    propertyName,
    propertyValue,
  }));
}

function creationEvents(record: CrmRecord, population: Population): object[] {
  const { type, id, properties, createdAt: occurredAt } = record;
  const filled = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ""));
  return [
    { ...kindOf(type, "creation"), occurredAt, objectId: Number(id), changeFlag: "CREATED" },
    ...propertyEvents(type, id, filled, record.updatedAt),
    ...(type === "contacts" ? [employment(record, population)] : []),
  ];
}

function employment({ id, createdAt }: CrmRecord, population: Population): object {
  const toObjectId = Number(companyIdOf(id, population));
  return {
    subscriptionType: "contact.associationChange",
    subscriptionId: 503,
    occurredAt: createdAt,
    associationType: "CONTACT_TO_COMPANY",
    fromObjectId: Number(id),
    toObjectId,
    associationRemoved: false,
    isPrimaryAssociation: true,
  };
}
