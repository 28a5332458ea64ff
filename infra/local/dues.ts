import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import type { StreamRecord } from "./stream-event.ts";
import type { TableSpec } from "./system-model.ts";

const keySchema = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) });
const dueSchema = z.object({ dueAt: z.object({ N: z.coerce.number() }) });

export const dueIndexName = "due";

interface Due {
  readonly at: number;
  /** A sweep has looked ahead to it since it was noted. */
  swept: boolean;
}

/** When each profile next flips by time alone, as the profiles' own stream says. */
export class Dues {
  readonly #dues = new Map<string, Due>();

  /** Reads what the index holds; do it before the stream is read. */
  async load(client: DynamoDBClient, table: TableSpec): Promise<void> {
    const input = { TableName: table.name, IndexName: dueIndexName };
    for await (const page of paginateScan({ client }, input)) {
      for (const item of page.Items ?? []) this.#note(keySchema.parse(item), item);
    }
  }

  /** Takes a record of the stream of the table that has the index. */
  observe(record: StreamRecord): void {
    const key = keySchema.safeParse(record.keys).data;
    if (key) this.#note(key, record.newImage);
  }

  /** The earliest instant (ms) no sweep has looked ahead to. */
  nextUnswept(): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const { at, swept } of this.#dues.values()) if (!swept && at < next) next = at;
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  /** To be called when a sweep has run that sees everything up to the instant. */
  markSwept(until: number): void {
    for (const due of this.#dues.values()) if (due.at <= until) due.swept = true;
  }

  /** Profiles whose flip is due by the instant. */
  dueBy(instant: number): number {
    let count = 0;
    for (const { at } of this.#dues.values()) if (at <= instant) count += 1;
    return count;
  }

  #note(key: z.infer<typeof keySchema>, image: unknown): void {
    const name = `${key.pk.S}\n${key.sk.S}`;
    const at = dueSchema.safeParse(image).data?.dueAt.N;
    if (at === undefined) this.#dues.delete(name);
    else if (this.#dues.get(name)?.at !== at) this.#dues.set(name, { at, swept: false });
  }
}
