import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { SiteName } from "./course-site.ts";
import { atomically } from "./database.ts";

/** HubSpot's own webhooks, the academy's through the generic connector, the org's change events, those of sites that sell courses. */
export type Channel = "crm" | "academy" | "org" | SiteName;

const Row = z.object({ seq: z.number(), event: z.string() });

const Event = z.looseObject({});

export interface Batch {
  readonly lastSeq: number;
  readonly events: readonly object[];
}

/** Webhook events not yet accepted by their receiver; they survive a crash of the sandbox. */
export class Outbox {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  put(channel: Channel, events: readonly object[]): void {
    const insert = this.#database.prepare("INSERT INTO outbox (channel, event) VALUES (?, ?)");
    atomically(this.#database, () => {
      for (const event of events) insert.run(channel, JSON.stringify(event));
    });
  }

  /** The oldest events of a channel, at most `most`; undefined when there are none. */
  next(channel: Channel, most: number): Batch | undefined {
    const rows = this.#database
      .prepare("SELECT seq, event FROM outbox WHERE channel = ? ORDER BY seq LIMIT ?")
      .all(channel, most)
      .map((row) => Row.parse(row));
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    return { lastSeq: last.seq, events: rows.map(({ event }) => Event.parse(JSON.parse(event))) };
  }

  remove(channel: Channel, lastSeq: number): void {
    this.#database
      .prepare("DELETE FROM outbox WHERE channel = ? AND seq <= ?")
      .run(channel, lastSeq);
  }

  size(): number {
    const row = this.#database.prepare("SELECT count(*) AS size FROM outbox").get();
    return Number(row?.["size"] ?? 0);
  }
}
