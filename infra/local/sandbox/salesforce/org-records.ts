import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type SObjectName, sobjects } from "./org-schema.ts";
import type { Value } from "./soql-values.ts";

const Fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable());
export type Fields = Readonly<Record<string, Value>>;

const Row = z.object({
  id: z.string(),
  fields: z.string().transform((text): Fields => Fields.parse(JSON.parse(text))),
  deleted: z.number(),
  createdAt: z.number(),
  modifiedAt: z.number(),
});

/** The org's records, deleted ones included: the recycle bin keeps them. */
export class OrgRecords {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(
      `CREATE TABLE IF NOT EXISTS orgRecords (
        type TEXT NOT NULL, id TEXT NOT NULL PRIMARY KEY, fields TEXT NOT NULL,
        deleted INTEGER NOT NULL, createdAt INTEGER NOT NULL, modifiedAt INTEGER NOT NULL);
       CREATE INDEX IF NOT EXISTS orgRecordsByType ON orgRecords (type, id);`,
    );
  }

  /** As a query sees them, in order of their ids. */
  all(type: SObjectName): Fields[] {
    return this.#database
      .prepare("SELECT * FROM orgRecords WHERE type = ? ORDER BY id")
      .all(type)
      .map(shown);
  }

  get(type: SObjectName, id: string): Fields | undefined {
    const row = this.#database
      .prepare("SELECT * FROM orgRecords WHERE type = ? AND id = ?")
      .get(type, id);
    return row === undefined ? undefined : shown(row);
  }

  insert(type: SObjectName, fields: Fields, at: number): string {
    const count = this.#database.prepare("SELECT count(*) AS count FROM orgRecords").get();
    const id = idOf(sobjects[type].prefix, Number(count?.["count"] ?? 0) + 1);
    this.#database
      .prepare("INSERT INTO orgRecords VALUES (?, ?, ?, 0, ?, ?)")
      .run(type, id, JSON.stringify(fields), at, at);
    return id;
  }

  write(id: string, fields: Fields, at: number): void {
    const row = this.#database.prepare("SELECT fields FROM orgRecords WHERE id = ?").get(id);
    const known = Fields.parse(JSON.parse(String(row?.["fields"] ?? "{}")));
    this.#database
      .prepare("UPDATE orgRecords SET fields = ?, modifiedAt = ? WHERE id = ?")
      .run(JSON.stringify({ ...known, ...fields }), at, id);
  }

  bin(id: string, at: number, isIn = true): void {
    this.#database
      .prepare("UPDATE orgRecords SET deleted = ?, modifiedAt = ? WHERE id = ?")
      .run(isIn ? 1 : 0, at, id);
  }
}

function shown(row: unknown): Fields {
  const { id, fields, deleted, createdAt, modifiedAt } = Row.parse(row);
  return {
    ...fields,
    Id: id,
    IsDeleted: deleted === 1,
    CreatedDate: stamp(createdAt),
    SystemModstamp: stamp(modifiedAt),
  };
}

/** To the second, as Salesforce keeps it. */
function stamp(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString().replace("Z", "+0000");
}

/** 18 characters, of which the last three tell which of the first five are capitals. */
function idOf(prefix: string, number: number): string {
  const checksum = /[A-Z]$/.test(prefix) ? "EAA" : "AAA";
  return `${prefix}sb${String(number).padStart(10, "0")}${checksum}`;
}
