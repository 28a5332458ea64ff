import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

const rowSchema = z.object({ value: z.string() }).optional();

/**
 * What the runner itself must remember across `kill -9`: the clock's offset and how far each
 * stream is read. A call that has returned is durable.
 */
export class RunnerState {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = normal");
    this.#database.exec(
      "create table if not exists state (name text primary key, value text not null) without rowid",
    );
  }

  clockOffset(): number {
    return Number(this.#read("clock offset") ?? 0);
  }

  saveClockOffset(offsetMs: number): void {
    this.#write("clock offset", String(offsetMs));
  }

  /** The sequence number of the last record of the shard that needs no further handling. */
  position(consumer: string, shard: string): string | undefined {
    return this.#read(`position ${consumer} ${shard}`);
  }

  savePosition(consumer: string, shard: string, sequenceNumber: string): void {
    this.#write(`position ${consumer} ${shard}`, sequenceNumber);
  }

  /** A value that stays once chosen. */
  remembered(name: string, choose: () => string): string {
    const known = this.#read(name);
    if (known !== undefined) return known;
    const chosen = choose();
    this.#write(name, chosen);
    return chosen;
  }

  close(): void {
    this.#database.close();
  }

  #read(name: string): string | undefined {
    const row = this.#database.prepare("select value from state where name = ?").get(name);
    return rowSchema.parse(row)?.value;
  }

  #write(name: string, value: string): void {
    const sql = "insert into state values (?, ?) on conflict do update set value = excluded.value";
    this.#database.prepare(sql).run(name, value);
  }
}
