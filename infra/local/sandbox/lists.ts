import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { atomically } from "./database.ts";
import { type Records, type RecordType, recordTypeOf } from "./records.ts";

const Row = z.object({
  id: z.number().transform(String),
  name: z.string(),
  objectTypeId: z.string(),
  processingType: z.string(),
  createdAt: z.number(),
});
export type CrmList = z.infer<typeof Row>;

const Member = z.object({ recordId: z.string(), at: z.number() });

const Filters = z.object({
  filterBranch: z.string().transform((text): unknown => JSON.parse(text)),
});

interface MembersChanged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly missing: readonly string[];
}

/** Lists and who is on them. */
export class Lists {
  readonly #database: DatabaseSync;
  readonly #records: Records;

  constructor(database: DatabaseSync, records: Records) {
    this.#database = database;
    this.#records = records;
  }

  create(name: string, objectTypeId: string, processingType: string): CrmList {
    this.#database
      .prepare(
        "INSERT INTO lists (name, objectTypeId, processingType, createdAt) VALUES (?, ?, ?, ?)",
      )
      .run(name, objectTypeId, processingType, Date.now());
    const made = this.named(name);
    if (made === undefined) throw new Error(`The list "${name}" was not stored.`);
    return made;
  }

  /** What decides who is on an active list; kept as it came. */
  filterBy(list: CrmList, filterBranch: object): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO listFilters VALUES (?, ?)")
      .run(list.id, JSON.stringify(filterBranch));
  }

  filtersOf(list: CrmList): unknown {
    const row = this.#database
      .prepare("SELECT filterBranch FROM listFilters WHERE listId = ?")
      .get(list.id);
    return row === undefined ? undefined : Filters.parse(row).filterBranch;
  }

  all(): CrmList[] {
    return this.#database
      .prepare("SELECT * FROM lists ORDER BY id")
      .all()
      .map((row) => Row.parse(row));
  }

  named(name: string): CrmList | undefined {
    return this.all().find((list) => list.name === name);
  }

  get(id: string): CrmList | undefined {
    return this.all().find((list) => list.id === id);
  }

  /** Its members are kept, for as long as it can be restored. */
  delete({ id }: CrmList): void {
    atomically(this.#database, () => {
      this.#database.prepare("INSERT INTO deletedLists SELECT * FROM lists WHERE id = ?").run(id);
      this.#database.prepare("DELETE FROM lists WHERE id = ?").run(id);
    });
  }

  restore(id: string): void {
    atomically(this.#database, () => {
      this.#database.prepare("INSERT INTO lists SELECT * FROM deletedLists WHERE id = ?").run(id);
      this.#database.prepare("DELETE FROM deletedLists WHERE id = ?").run(id);
    });
  }

  members(listId: string): z.infer<typeof Member>[] {
    return this.#database
      .prepare(
        "SELECT recordId, at FROM members WHERE listId = ? ORDER BY CAST(recordId AS INTEGER)",
      )
      .all(listId)
      .map((row) => Member.parse(row));
  }

  /** Members added again and strangers removed change nothing; unknown records are missing. */
  change(list: CrmList, add: readonly string[], remove: readonly string[]): MembersChanged {
    const type = recordTypeOf(list.objectTypeId) ?? "contacts";
    const missing = [...add, ...remove].filter((id) => !this.#exists(type, id));
    const known = (ids: readonly string[]) => ids.filter((id) => !missing.includes(id));
    const insert = this.#database.prepare("INSERT OR IGNORE INTO members VALUES (?, ?, ?)");
    const drop = this.#database.prepare("DELETE FROM members WHERE listId = ? AND recordId = ?");
    return atomically(this.#database, () => ({
      added: known(add).filter((id) => insert.run(list.id, id, Date.now()).changes > 0),
      removed: known(remove).filter((id) => drop.run(list.id, id).changes > 0),
      missing,
    }));
  }

  #exists(type: RecordType, id: string): boolean {
    return this.#records.get(type, id) !== undefined;
  }
}
