import { z } from "zod";
import { localAccount, localRegion } from "../intrinsics.ts";
import type { Need } from "./grant.ts";

/** An item or a key as on the wire; the tables are keyed by a text called `pk`. */
const Keyed = z.object({ pk: z.object({ S: z.string() }).transform(({ S }) => S) });
const OnItem = z.object({ TableName: z.string(), Key: Keyed.optional(), Item: Keyed.optional() });
const Query = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: z.record(z.string(), z.looseObject({ S: z.string().optional() })),
});
const BatchGet = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(Keyed) })),
});
const BatchWrite = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.object({
        PutRequest: z.object({ Item: Keyed }).optional(),
        DeleteRequest: z.object({ Key: Keyed }).optional(),
      }),
    ),
  ),
});
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), OnItem)) });

/** A transaction needs what its parts would need by themselves. */
const partActions: Readonly<Record<string, string>> = {
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

/** What a request to DynamoDB needs, with the partition keys it names. */
export function needsOfDatabase(operation: string, body: unknown): Need[] {
  switch (operation) {
    case "GetItem":
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return [onItem(operation, OnItem.parse(body))];
    case "Query":
      return [ofQuery(Query.parse(body))];
    case "BatchGetItem":
      return Object.entries(BatchGet.parse(body).RequestItems).map(([table, { Keys }]) =>
        need(operation, table, Keys.map(keyOf)),
      );
    case "BatchWriteItem":
      return Object.entries(BatchWrite.parse(body).RequestItems).map(([table, requests]) =>
        need(
          operation,
          table,
          requests.flatMap(({ PutRequest, DeleteRequest }) =>
            [PutRequest?.Item, DeleteRequest?.Key].flatMap((item) => item?.pk ?? []),
          ),
        ),
      );
    case "TransactWriteItems":
    case "TransactGetItems":
      return Transaction.parse(body).TransactItems.flatMap((parts) =>
        Object.entries(parts).map(([part, item]) => onItem(partActions[part] ?? part, item)),
      );
    default:
      return [need(operation, "unknown", [])];
  }
}

const keyOf = ({ pk }: { readonly pk: string }): string => pk;

function onItem(action: string, { TableName, Key, Item }: z.infer<typeof OnItem>): Need {
  return need(
    action,
    TableName,
    [Key, Item].flatMap((item) => item?.pk ?? []),
  );
}

/** The partition key stands first in every condition of this project: `pk = :pk AND …`. */
function ofQuery(query: z.infer<typeof Query>): Need {
  const { TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues } = query;
  const [, name = ""] = /=\s*(:\w+)/.exec(KeyConditionExpression) ?? [];
  const place = IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`;
  return need(
    "Query",
    place,
    [ExpressionAttributeValues[name]?.S].flatMap((key) => key ?? []),
  );
}

function need(action: string, table: string, leadingKeys: readonly string[]): Need {
  const resource = `arn:aws:dynamodb:${localRegion}:${localAccount}:table/${table}`;
  return { action: `dynamodb:${action}`, resource, leadingKeys };
}
