import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { RetryableError } from "../runtime/errors.ts";
import { request, type Tables } from "./tables.ts";

const keysPerRequest = 100;
const roundsForUnprocessed = 8;

/** Consistent reads of any number of items; absent ones are left out of the answer. */
export async function batchGet(
  tables: Tables,
  tableName: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let start = 0; start < keys.length; start += keysPerRequest) {
    let wanted: Record<string, unknown>[] = keys.slice(start, start + keysPerRequest);
    for (let round = 0; wanted.length > 0; round += 1) {
      if (round === roundsForUnprocessed)
        throw new RetryableError("reading items: the database kept some back; trying again later");
      const asked = wanted;
      const answer = await request("reading items", () =>
        tables.client.send(
          new BatchGetCommand({
            RequestItems: { [tableName]: { Keys: asked, ConsistentRead: true } },
          }),
        ),
      );
      found.push(...(answer.Responses?.[tableName] ?? []));
      wanted = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
  }
  return found;
}
