import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const schema = `
  CREATE TABLE IF NOT EXISTS acContacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE NOCASE);
  CREATE TABLE IF NOT EXISTS acTags (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tag TEXT NOT NULL UNIQUE, tagType TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS acTaggings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, contact INTEGER NOT NULL, tag INTEGER NOT NULL,
    UNIQUE (contact, tag));
`;

const Contact = z.object({ id: z.number(), email: z.string() });
const Tag = z.object({ id: z.number(), tag: z.string(), tagType: z.string() });
const Tagging = z.object({ id: z.number(), contact: z.number(), tag: z.number() });
type Contact = z.infer<typeof Contact>;
type Tag = z.infer<typeof Tag>;
type Tagging = z.infer<typeof Tagging>;

/** The contacts and tags of one ActiveCampaign account. */
export class ActiveCampaignAccount {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(schema);
  }

  tags(): Tag[] {
    const rows = this.#database.prepare("SELECT * FROM acTags ORDER BY id").all();
    return rows.map((row) => Tag.parse(row));
  }

  /** Undefined where there is one with the name. */
  makeTag(tag: string, tagType: string): Tag | undefined {
    if (this.tags().some((each) => each.tag === tag)) return undefined;
    this.#database.prepare("INSERT INTO acTags (tag, tagType) VALUES (?, ?)").run(tag, tagType);
    return this.tags().at(-1);
  }

  deleteTag(id: number): void {
    this.#database.prepare("DELETE FROM acTags WHERE id = ?").run(id);
    this.#database.prepare("DELETE FROM acTaggings WHERE tag = ?").run(id);
  }

  contacts(): Contact[] {
    const rows = this.#database.prepare("SELECT * FROM acContacts ORDER BY id").all();
    return rows.map((row) => Contact.parse(row));
  }

  contactOf(email: string): Contact | undefined {
    return this.contacts().find((each) => each.email.toLowerCase() === email.toLowerCase());
  }

  sync(email: string): { contact: Contact; isNew: boolean } {
    const known = this.contactOf(email);
    if (known !== undefined) return { contact: known, isNew: false };
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO acContacts (email) VALUES (?)")
      .run(email);
    return { contact: { id: Number(lastInsertRowid), email }, isNew: true };
  }

  taggings(): Tagging[] {
    const rows = this.#database.prepare("SELECT * FROM acTaggings ORDER BY id").all();
    return rows.map((row) => Tagging.parse(row));
  }

  /** The same one where the contact has the tag. */
  tag(contact: number, tag: number): { tagging: Tagging | undefined; isNew: boolean } {
    const added = this.#database
      .prepare("INSERT OR IGNORE INTO acTaggings (contact, tag) VALUES (?, ?)")
      .run(contact, tag);
    const tagging = this.taggings().find((each) => each.contact === contact && each.tag === tag);
    return { tagging, isNew: added.changes > 0 };
  }

  untag(id: number): boolean {
    return this.#database.prepare("DELETE FROM acTaggings WHERE id = ?").run(id).changes > 0;
  }
}
