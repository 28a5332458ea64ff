import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { conditionOf } from "./condition.ts";
import type { Shelf, TableIndex } from "./table.ts";
import { refused } from "./update.ts";
import type { Item } from "./values.ts";

/** A page of one partition, in order; where something may be behind it, it says where it ended. */
export function queried(
  shelf: Shelf,
  index: TableIndex | undefined,
  input: QueryCommandInput,
  itemsPerPage: number,
): object {
  const { KeyConditionExpression = "", FilterExpression } = input;
  const scope = {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
  const named = conditionOf(KeyConditionExpression);
  const hash = hashOf(KeyConditionExpression, index?.hash ?? "pk", scope.values);
  const isForward = input.ScanIndexForward !== false;
  const most = Math.min(input.Limit ?? itemsPerPage, itemsPerPage);
  const rows: Item[] = [];
  for (const item of shelf.from(hash, startOf(input, index), isForward)) {
    if (named({ ...scope, item })) rows.push(item);
    if (rows.length > most) break;
  }
  const page = rows.slice(0, most);
  const last = page.at(-1);
  const isFull = page.length < rows.length || page.length === input.Limit;
  const shown =
    FilterExpression === undefined
      ? page
      : page.filter((item) => conditionOf(FilterExpression)({ ...scope, item }));
  return {
    Items: shown.map((item) => projected(item, input)),
    Count: shown.length,
    ...(isFull && last !== undefined ? { LastEvaluatedKey: keysOf(last, index) } : {}),
  };
}

function hashOf(
  expression: string,
  name: string,
  values: Readonly<Record<string, unknown>>,
): string {
  const parameter = new RegExp(`(?:^|AND )${name} = (:\\w+)`).exec(expression)?.[1] ?? "";
  const hash = values[parameter];
  if (typeof hash !== "string") throw refused("Query condition missed key schema element");
  return hash;
}

function startOf({ ExclusiveStartKey: start }: QueryCommandInput, index: TableIndex | undefined) {
  if (start === undefined) return undefined;
  const range: unknown = start[index?.range ?? "sk"];
  if (typeof range !== "string" && typeof range !== "number")
    throw refused("The provided starting key is invalid");
  const id = index === undefined ? String(start["sk"]) : `${start["pk"]}\n${start["sk"]}`;
  return { range, id };
}

function keysOf(item: Item, index: TableIndex | undefined): Record<string, unknown> {
  const names = ["pk", "sk", ...(index === undefined ? [] : [index.hash, index.range])];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Names of whole attributes only. */
function projected(item: Item, input: QueryCommandInput): Item {
  if (input.ProjectionExpression === undefined) return item;
  const names = input.ProjectionExpression.split(",").map((name) => name.trim());
  const wanted = names.map((name) => input.ExpressionAttributeNames?.[name] ?? name);
  return Object.fromEntries(wanted.flatMap((name) => (name in item ? [[name, item[name]]] : [])));
}
