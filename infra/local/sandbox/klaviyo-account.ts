import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const schema = `
  CREATE TABLE IF NOT EXISTS klaviyoProfiles (
    id TEXT PRIMARY KEY, email TEXT UNIQUE, externalId TEXT UNIQUE);
  CREATE TABLE IF NOT EXISTS klaviyoLists (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS klaviyoMembers (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, listId TEXT NOT NULL, profileId TEXT NOT NULL,
    at INTEGER NOT NULL, UNIQUE (listId, profileId));
`;

const Profile = z.object({
  id: z.string(),
  email: z.string().nullable(),
  externalId: z.string().nullable(),
});
export type KlaviyoProfile = z.infer<typeof Profile>;
const List = z.object({ id: z.string(), name: z.string(), at: z.number() });
export type KlaviyoList = z.infer<typeof List>;
const Member = z.object({ seq: z.number(), at: z.number(), ...Profile.shape });
export type KlaviyoMember = z.infer<typeof Member>;

/** The profiles and lists of one Klaviyo account. */
export class KlaviyoAccount {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(schema);
  }

  lists(): KlaviyoList[] {
    return this.#database
      .prepare("SELECT * FROM klaviyoLists ORDER BY at, id")
      .all()
      .map((row) => List.parse(row));
  }

  list(id: string): KlaviyoList | undefined {
    return this.lists().find((list) => list.id === id);
  }

  makeList(name: string): KlaviyoList {
    const list = { id: newId(), name, at: Date.now() };
    this.#database.prepare("INSERT INTO klaviyoLists VALUES (?, ?, ?)").run(list.id, name, list.at);
    return list;
  }

  deleteList(id: string): void {
    this.#database.prepare("DELETE FROM klaviyoLists WHERE id = ?").run(id);
    this.#database.prepare("DELETE FROM klaviyoMembers WHERE listId = ?").run(id);
  }

  profiles(): KlaviyoProfile[] {
    return this.#database
      .prepare("SELECT * FROM klaviyoProfiles ORDER BY rowid")
      .all()
      .map((row) => Profile.parse(row));
  }

  /** Whom the address or the other system's id names, made where there is nobody. */
  makeProfile(email: string, externalId: string | null): { id: string; isNew: boolean } {
    const known = this.profiles().find(
      (each) => each.email === email || (externalId !== null && each.externalId === externalId),
    );
    const id = known?.id ?? newId();
    this.#database
      .prepare("INSERT OR REPLACE INTO klaviyoProfiles VALUES (?, ?, ?)")
      .run(id, email, externalId ?? known?.externalId ?? null);
    return { id, isNew: known === undefined };
  }

  /** Who joined after a member, in the order in which they joined. */
  members(listId: string, after = 0): KlaviyoMember[] {
    return this.#database
      .prepare(
        "SELECT seq, at, p.* FROM klaviyoMembers m JOIN klaviyoProfiles p ON p.id = m.profileId WHERE listId = ? AND seq > ? ORDER BY seq",
      )
      .all(listId, after)
      .map((row) => Member.parse(row));
  }

  add(listId: string, profileId: string): void {
    this.#database
      .prepare("INSERT OR IGNORE INTO klaviyoMembers (listId, profileId, at) VALUES (?, ?, ?)")
      .run(listId, profileId, Date.now());
  }

  remove(listId: string, profileId: string): void {
    this.#database
      .prepare("DELETE FROM klaviyoMembers WHERE listId = ? AND profileId = ?")
      .run(listId, profileId);
  }
}

/** As Klaviyo's look: letters and figures. */
function newId(): string {
  return randomBytes(13).toString("hex").toUpperCase();
}
