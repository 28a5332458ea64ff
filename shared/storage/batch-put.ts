import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { RetryableError } from "../runtime/errors.ts";
import { request, type Tables } from "./tables.ts";

const itemsPerRequest = 25;
const roundsForUnprocessed = 8;

/** Unconditional, idempotent writes. An item that comes twice is written once, the later one. */
export async function batchPut(
  tables: Tables,
  tableName: string,
  items: readonly (Record<string, unknown> & { pk: string; sk: string })[],
): Promise<void> {
  const distinct = [...new Map(items.map((item) => [`${item.pk}\n${item.sk}`, item])).values()];
  for (let start = 0; start < distinct.length; start += itemsPerRequest) {
    const batch = distinct.slice(start, start + itemsPerRequest);
    let waiting: NonNullable<BatchWriteCommand["input"]["RequestItems"]> = {
      [tableName]: batch.map((Item) => ({ PutRequest: { Item } })),
    };
    for (let round = 0; (waiting[tableName]?.length ?? 0) > 0; round += 1) {
      if (round === roundsForUnprocessed)
        throw new RetryableError("writing items: the database kept some back; trying again later");
      const asked = waiting;
      const answer = await request("writing items", () =>
        tables.client.send(new BatchWriteCommand({ RequestItems: asked })),
      );
      waiting = answer.UnprocessedItems ?? {};
    }
  }
}
