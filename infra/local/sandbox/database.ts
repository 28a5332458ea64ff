import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

const schema = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS records (
    type TEXT NOT NULL, id TEXT NOT NULL, properties TEXT NOT NULL,
    createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL, PRIMARY KEY (type, id));
  CREATE INDEX IF NOT EXISTS records_by_number ON records (type, CAST(id AS INTEGER));
  CREATE TABLE IF NOT EXISTS archive (
    type TEXT NOT NULL, id TEXT NOT NULL, properties TEXT NOT NULL,
    createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL, archivedAt INTEGER NOT NULL,
    PRIMARY KEY (type, id));
  CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,
    events TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS journal_by_age ON journal (at);
  CREATE TABLE IF NOT EXISTS journalSubscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    objectTypeId TEXT NOT NULL, processingType TEXT NOT NULL, createdAt INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS deletedLists (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL,
    objectTypeId TEXT NOT NULL, processingType TEXT NOT NULL, createdAt INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS listFilters (
    listId INTEGER PRIMARY KEY, filterBranch TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS members (
    listId INTEGER NOT NULL, recordId TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (listId, recordId));
  CREATE TABLE IF NOT EXISTS grants (
    token TEXT PRIMARY KEY, kind TEXT NOT NULL, expiresAt INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS challenges (code TEXT PRIMARY KEY, challenge TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS enrolments (
    courseId TEXT NOT NULL, learner TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (courseId, learner));
  CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, event TEXT NOT NULL);
`;

/** Opens the sandbox's one file, or a database in memory for `:memory:`. */
export function openSandboxDatabase(file: string): DatabaseSync {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.exec(schema);
  return database;
}

/** What the sandbox remembers about itself, by name. */
export class Facts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get(name: string): string | undefined {
    const row = this.#database.prepare("SELECT value FROM facts WHERE name = ?").get(name);
    return row === undefined ? undefined : String(row["value"]);
  }

  set(name: string, value: string): void {
    this.#database
      .prepare(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run(name, value);
  }

  /** The stored value, or the one that is made and stored now. */
  getOrMake(name: string, make: () => string): string {
    const known = this.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.set(name, made);
    return made;
  }
}

/** Runs the steps as one: all of them stay, or none. */
export function atomically<Result>(database: DatabaseSync, steps: () => Result): Result {
  if (database.isTransaction) return steps();
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = steps();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
