import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { toldEvents } from "./journal-event.ts";
import { Subscription } from "./journal-subscription.ts";

const Stored = z.object({
  id: z.number(),
  body: z.string().transform((text) => Subscription.parse(JSON.parse(text))),
  at: z.number(),
});

const keptMs = 3 * 86_400_000;

const Entry = z.object({ place: z.string(), events: z.string() });

/** What happened to subscribed records, in files that are named by their places. */
export class Journal {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** As much of the webhook events as somebody subscribed to; each call makes one file. */
  write(events: readonly object[]): void {
    const told = toldEvents(
      events,
      this.subscriptions().map(({ body }) => body),
    );
    if (told.length === 0) return;
    this.#database
      .prepare("INSERT INTO journal (place, at, events) VALUES (?, ?, ?)")
      .run(randomUUID(), Date.now(), JSON.stringify(told));
    this.#database.prepare("DELETE FROM journal WHERE at < ?").run(Date.now() - keptMs);
  }

  /** The places after a given one, or from the oldest on; undefined for a place that is not there. */
  places(after: string | undefined, most: number): string[] | undefined {
    const seq = after === undefined ? 0 : this.#seqOf(after);
    if (seq === undefined) return undefined;
    return this.#database
      .prepare("SELECT place, events FROM journal WHERE seq > ? ORDER BY seq LIMIT ?")
      .all(seq, most)
      .map((row) => Entry.parse(row).place);
  }

  latest(): string | undefined {
    const row = this.#database
      .prepare("SELECT place, events FROM journal ORDER BY seq DESC LIMIT 1")
      .get();
    return row === undefined ? undefined : Entry.parse(row).place;
  }

  file(place: string): string | undefined {
    const row = this.#database
      .prepare("SELECT place, events FROM journal WHERE place = ?")
      .get(place);
    return row === undefined ? undefined : Entry.parse(row).events;
  }

  subscriptions() {
    return this.#database
      .prepare("SELECT * FROM journalSubscriptions ORDER BY id")
      .all()
      .map((row) => Stored.parse(row));
  }

  subscribe(body: Subscription): number {
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO journalSubscriptions (body, at) VALUES (?, ?)")
      .run(JSON.stringify(body), Date.now());
    return Number(lastInsertRowid);
  }

  unsubscribe(id: number): void {
    this.#database.prepare("DELETE FROM journalSubscriptions WHERE id = ?").run(id);
  }

  /** As after three days. */
  forget(): void {
    this.#database.exec("DELETE FROM journal");
  }

  #seqOf(place: string): number | undefined {
    const row = this.#database.prepare("SELECT seq FROM journal WHERE place = ?").get(place);
    return row === undefined ? undefined : Number(row["seq"]);
  }
}
