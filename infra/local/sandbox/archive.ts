import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type CrmRecord, type Records, type RecordType, recordRow } from "./records.ts";

const Archived = recordRow.extend({ archivedAt: z.number() });
export type ArchivedRecord = CrmRecord & { readonly archivedAt: number };

/** Deleted records, as a portal keeps them for 90 days; those deleted for good are nowhere. */
export class Archive {
  readonly #database: DatabaseSync;
  readonly #records: Records;

  constructor(database: DatabaseSync, records: Records) {
    this.#database = database;
    this.#records = records;
  }

  get(type: RecordType, id: string): ArchivedRecord | undefined {
    const row = this.#database
      .prepare("SELECT * FROM archive WHERE type = ? AND id = ?")
      .get(type, id);
    return row === undefined ? undefined : Archived.parse(row);
  }

  /** False where there is no such record. */
  put(type: RecordType, id: string, at: number): boolean {
    const record = this.#records.take(type, id);
    if (record === undefined) return false;
    this.#database
      .prepare("INSERT INTO archive VALUES (?, ?, ?, ?, ?, ?)")
      .run(type, id, JSON.stringify(record.properties), record.createdAt, record.updatedAt, at);
    return true;
  }

  /** As it was; a restored record has not changed. */
  restore(type: RecordType, id: string): boolean {
    const archived = this.get(type, id);
    if (archived === undefined) return false;
    this.purge(type, id);
    this.#records.insert([archived]);
    return true;
  }

  purge(type: RecordType, id: string): void {
    this.#database.prepare("DELETE FROM archive WHERE type = ? AND id = ?").run(type, id);
  }
}
