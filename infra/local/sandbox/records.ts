import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { atomically } from "./database.ts";

export const recordTypes = ["contacts", "companies"] as const;
export type RecordType = (typeof recordTypes)[number];

/** As HubSpot keeps them: every value a string, "" where cleared. */
const Properties = z.record(z.string(), z.string());
export type Properties = z.infer<typeof Properties>;

export interface CrmRecord {
  readonly type: RecordType;
  readonly id: string;
  readonly properties: Properties;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const recordRow = z.object({
  type: z.enum(recordTypes),
  id: z.string(),
  properties: z.string().transform((text) => Properties.parse(JSON.parse(text))),
  createdAt: z.number(),
  updatedAt: z.number(),
});

const objectTypeIds: Readonly<Record<RecordType, string>> = { contacts: "0-1", companies: "0-2" };

/** The type by any of the names HubSpot's addresses use for it. */
export function recordTypeOf(name: string): RecordType | undefined {
  if (name === "contacts" || name === "contact" || name === "0-1") return "contacts";
  return name === "companies" || name === "company" || name === "0-2" ? "companies" : undefined;
}

export class Records {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(records: readonly CrmRecord[]): void {
    const insert = this.#database.prepare("INSERT INTO records VALUES (?, ?, ?, ?, ?)");
    atomically(this.#database, () => {
      for (const { type, id, properties, createdAt, updatedAt } of records) {
        insert.run(type, id, JSON.stringify(properties), createdAt, updatedAt);
      }
    });
  }

  all(type: RecordType): CrmRecord[] {
    return this.#database
      .prepare("SELECT * FROM records WHERE type = ? ORDER BY CAST(id AS INTEGER)")
      .all(type)
      .map((row) => recordRow.parse(row));
  }

  count(type: RecordType): number {
    const row = this.#database
      .prepare("SELECT count(*) AS size FROM records WHERE type = ?")
      .get(type);
    return Number(row?.["size"] ?? 0);
  }

  nth(type: RecordType, place: number): CrmRecord | undefined {
    const row = this.#database
      .prepare("SELECT * FROM records WHERE type = ? ORDER BY CAST(id AS INTEGER) LIMIT 1 OFFSET ?")
      .get(type, place);
    return row === undefined ? undefined : recordRow.parse(row);
  }

  /** In order of their numbers, those after `after`. */
  page(type: RecordType, after: number, most: number): CrmRecord[] {
    return this.#database
      .prepare(
        "SELECT * FROM records WHERE type = ? AND CAST(id AS INTEGER) > ? ORDER BY CAST(id AS INTEGER) LIMIT ?",
      )
      .all(type, after, most)
      .map((row) => recordRow.parse(row));
  }

  get(type: RecordType, id: string): CrmRecord | undefined {
    const row = this.#database
      .prepare("SELECT * FROM records WHERE type = ? AND id = ?")
      .get(type, id);
    return row === undefined ? undefined : recordRow.parse(row);
  }

  /** Removes a record and returns it; who is gone is on no list. */
  take(type: RecordType, id: string): CrmRecord | undefined {
    const record = this.get(type, id);
    this.#database.prepare("DELETE FROM records WHERE type = ? AND id = ?").run(type, id);
    this.#database
      .prepare(
        "DELETE FROM members WHERE recordId = ? AND listId IN (SELECT id FROM (SELECT id, objectTypeId FROM lists UNION ALL SELECT id, objectTypeId FROM deletedLists) WHERE objectTypeId = ?)",
      )
      .run(id, objectTypeIds[type]);
    return record;
  }

  /** Writes new values; returns those that differ from what stood there before. */
  change(type: RecordType, id: string, values: Properties, at: number): Properties | undefined {
    const record = this.get(type, id);
    if (record === undefined) return undefined;
    const changed = Object.entries(values).filter(
      ([name, value]) => (record.properties[name] ?? "") !== value,
    );
    if (changed.length > 0) {
      const properties = { ...record.properties, ...Object.fromEntries(changed) };
      this.#database
        .prepare("UPDATE records SET properties = ?, updatedAt = ? WHERE type = ? AND id = ?")
        .run(JSON.stringify(properties), at, type, id);
    }
    return Object.fromEntries(changed);
  }
}
