import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { RetryableError } from "../runtime/errors.ts";
import { request, type Tables } from "./tables.ts";

const itemsPerRequest = 25;
const requestsAtOnce = 4;
const roundsForUnprocessed = 8;

/** Unconditional, idempotent writes. An item that comes twice is written once, the later one. */
export async function batchPut(
  tables: Tables,
  tableName: string,
  items: readonly (Record<string, unknown> & { pk: string; sk: string })[],
): Promise<void> {
  const distinct = [...new Map(items.map((item) => [`${item.pk}\n${item.sk}`, item])).values()];
  const batches: (typeof distinct)[] = [];
  for (let start = 0; start < distinct.length; start += itemsPerRequest)
    batches.push(distinct.slice(start, start + itemsPerRequest));
  for (let start = 0; start < batches.length; start += requestsAtOnce)
    await Promise.all(
      batches
        .slice(start, start + requestsAtOnce)
        .map((batch) => putBatch(tables, tableName, batch)),
    );
}

async function putBatch(
  tables: Tables,
  tableName: string,
  batch: readonly Record<string, unknown>[],
): Promise<void> {
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
