import type { DatabaseSync } from "node:sqlite";
import { atomically, type Facts } from "./database.ts";
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
  readonly population: Population;
  readonly #database: DatabaseSync;
  readonly #facts: Facts;
  readonly #outbox: Outbox;

  constructor(database: DatabaseSync, facts: Facts, outbox: Outbox, population: Population) {
    this.records = new Records(database);
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

  /** What a CRM user does: writes values, and HubSpot tells who subscribed. */
  change(type: RecordType, id: string, values: Properties): Properties | undefined {
    const at = Date.now();
    return atomically(this.#database, () => {
      const changed = this.records.change(type, id, values, at);
      if (changed !== undefined) this.#tell(propertyEvents(type, id, changed, at));
      return changed;
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

  #tell(events: readonly object[]): void {
    const first = Number(this.#facts.get("lastEventId") ?? "100") + 1;
    const common = { portalId, appId, attemptNumber: 0, changeSource: "CRM_UI" };
    this.#outbox.put(
      "crm",
      events.map((event, index) => ({ eventId: first + index, ...common, ...event })),
    );
    this.#facts.set("lastEventId", String(first + events.length - 1));
  }
}

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
