import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { atomically } from "../database.ts";
import type { Outbox } from "../outbox.ts";
import { makeOrg } from "./org-population.ts";
import { type Fields, OrgRecords } from "./org-records.ts";
import { type SObjectName, sobjects } from "./org-schema.ts";

/** A Salesforce org: its records, and the change events that their changes give rise to. */
export class Org {
  readonly records: OrgRecords;
  readonly #database: DatabaseSync;
  readonly #outbox: Outbox;
  #lastCommit = 0;

  constructor(database: DatabaseSync, outbox: Outbox) {
    this.records = new OrgRecords(database);
    this.#database = database;
    this.#outbox = outbox;
  }

  /** Fills an empty org with a few partners. Nobody listens yet: nothing is told. */
  populate(now: number): void {
    if (this.records.all("Account").length > 0) return;
    atomically(this.#database, () => makeOrg(this.records, now));
  }

  create(type: SObjectName, fields: Fields, client: string): string {
    return atomically(this.#database, () => {
      const at = this.#commit();
      const id = this.records.insert(type, fields, at);
      this.tell({ type, ids: [id], changeType: "CREATE", at, client, fields });
      return id;
    });
  }

  /** Writes what differs, and tells of that. */
  update(type: SObjectName, id: string, fields: Fields, client: string): void {
    atomically(this.#database, () => {
      const at = this.#commit();
      const known = this.records.get(type, id) ?? {};
      const news = Object.entries(fields).filter(
        ([name, value]) => (known[name] ?? null) !== value,
      );
      if (news.length === 0) return;
      this.records.write(id, Object.fromEntries(news), at);
      this.tell({
        type,
        ids: [id],
        changeType: "UPDATE",
        at,
        client,
        fields: Object.fromEntries(news),
      });
    });
  }

  remove(type: SObjectName, id: string): void {
    atomically(this.#database, () => {
      const at = this.#commit();
      this.records.bin(id, at);
      this.tell({ type, ids: [id], changeType: "DELETE", at, fields: {} });
    });
  }

  /** The loser goes to the bin and names the winner; its events do not say so. */
  merge(type: SObjectName, winner: string, loser: string): void {
    atomically(this.#database, () => {
      this.records.write(loser, { MasterRecordId: winner }, this.#commit());
      this.remove(type, loser);
    });
  }

  /** Changes records by the database's own hand: all that is told is that something happened. */
  changeUnseen(type: SObjectName, ids: readonly string[], fields: Fields, named = ids): void {
    atomically(this.#database, () => {
      const at = this.#commit();
      for (const id of ids) this.records.write(id, fields, at);
      const changeType = named.length === 0 ? "GAP_OVERFLOW" : "GAP_UPDATE";
      this.tell({ type, ids: named, changeType, at, fields: {} });
    });
  }

  /** No two transactions are committed at once. */
  #commit(): number {
    this.#lastCommit = Math.max(Date.now(), this.#lastCommit + 1);
    return this.#lastCommit;
  }

  tell(told: Told): void {
    if (!sobjects[told.type].isTold) return;
    this.#outbox.put("org", [eventOf(told)]);
  }
}

interface Told {
  readonly type: SObjectName;
  readonly ids: readonly string[];
  readonly changeType: string;
  readonly at: number;
  readonly client?: string;
  readonly fields: Fields;
}

/** https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm */
function eventOf({ type, ids, changeType, at, client = "SfdcInternal", fields }: Told): object {
  const isUpdate = changeType === "UPDATE";
  const changed = Object.keys(fields).map((name) => spelled(type, name));
  const nulled = Object.keys(fields).filter((name) => fields[name] === null);
  return {
    detailType: `${type}ChangeEvent`,
    detail: {
      payload: {
        ...compounded(type, fields),
        LastModifiedDate: new Date(at).toISOString(),
        ChangeEventHeader: {
          entityName: type,
          recordIds: ids,
          changeType,
          changeOrigin: `com/salesforce/api/rest/68.0;client=${client}`,
          transactionKey: randomUUID(),
          sequenceNumber: 1,
          commitTimestamp: at,
          commitNumber: 10 ** 19 + at,
          changedFields: isUpdate ? [...changed, "LastModifiedDate"] : [],
          nulledFields: isUpdate ? nulled.map((name) => spelled(type, name)) : [],
          diffFields: [],
        },
      },
      schemaId: "sandbox",
      id: randomUUID(),
    },
  };
}

/** A person's name is one compound field in events. */
function isPartOfName(type: SObjectName, name: string): boolean {
  return type !== "Account" && (name === "FirstName" || name === "LastName");
}

function spelled(type: SObjectName, name: string): string {
  return isPartOfName(type, name) ? `Name.${name}` : name;
}

function compounded(type: SObjectName, fields: Fields): object {
  const parts = Object.entries(fields).filter(([name]) => isPartOfName(type, name));
  const others = Object.entries(fields).filter(([name]) => !isPartOfName(type, name));
  const name = parts.length === 0 ? {} : { Name: Object.fromEntries(parts) };
  return { ...Object.fromEntries(others), ...name };
}
