import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DeleteCommandInput,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { conditionOf } from "./condition.ts";
import { queried } from "./query.ts";
import { type Key, Shelf, type TableIndex } from "./table.ts";
import { refused, updated } from "./update.ts";
import { copiedItem, frozen, type Item, isRecord } from "./values.ts";

export interface Change {
  readonly table: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

interface Table {
  readonly items: Shelf;
  readonly indexes: readonly { readonly spec: TableIndex; readonly shelf: Shelf }[];
}

interface Settings {
  /** Per table its sparse indexes. */
  readonly tables: Readonly<Record<string, readonly TableIndex[]>>;
  /** Items a page of a query holds at most, as a megabyte would bound it. */
  readonly itemsPerPage: number;
  /** When an index comes to know of a change. */
  readonly later: (work: () => void) => void;
  readonly onChange: (change: Change) => void;
}

type Guard = Pick<
  PutCommandInput,
  "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues"
>;

/**
 * DynamoDB in memory, at the commands of its document client: every room of the storage runs on
 * it as it is. Each command is one step, all of it or nothing. Commands and clauses
 * that no room uses are refused loudly.
 */
export class DocumentDatabase {
  readonly #tables = new Map<string, Table>();
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    for (const [name, indexes] of Object.entries(settings.tables))
      this.#tables.set(name, {
        items: new Shelf(),
        indexes: indexes.map((spec) => ({ spec, shelf: new Shelf() })),
      });
  }

  /** What the document client's `send` answers, at once. */
  answer(command: unknown): object {
    if (command instanceof GetCommand) {
      const { TableName, Key } = command.input;
      const found = this.#get(TableName, keyOf(Key));
      return found === undefined ? {} : { Item: found };
    }
    if (command instanceof PutCommand) return this.#write(putOf(command.input));
    if (command instanceof UpdateCommand) return this.#write(updateOf(command.input));
    if (command instanceof DeleteCommand) return this.#write(deleteOf(command.input));
    if (command instanceof BatchGetCommand) return this.#batchGet(command);
    if (command instanceof BatchWriteCommand) return this.#batchWrite(command);
    if (command instanceof TransactWriteCommand) return this.#transact(command);
    if (command instanceof QueryCommand) {
      const { TableName, IndexName } = command.input;
      const table = this.#table(TableName);
      const index = table.indexes.find(({ spec }) => spec.name === IndexName);
      const shelf = IndexName === undefined ? table.items : index?.shelf;
      if (shelf === undefined) throw refused(`The table does not have the index ${IndexName}`);
      return queried(shelf, index?.spec, command.input, this.#settings.itemsPerPage);
    }
    throw new Error("The model does not know this command");
  }

  /** Every item of a table, as stored. */
  items(table: string): readonly Item[] {
    return this.#table(table).items.all();
  }

  #table(name: string | undefined): Table {
    const table = this.#tables.get(name ?? "");
    if (table === undefined) throw new Error(`The model has no table ${name}`);
    return table;
  }

  #get(table: string | undefined, key: Key): Item | undefined {
    return this.#table(table).items.get(key.pk, key.sk);
  }

  #write(write: Write): object {
    const before = this.#get(write.table, write.key);
    if (!holds(write.guard, before))
      throw new ConditionalCheckFailedException({
        message: "The conditional request failed",
        $metadata: {},
      });
    const after = write.next(before);
    this.#store(write, before, after);
    if (write.returns === "ALL_NEW") return { Attributes: after };
    return write.returns === "ALL_OLD" ? { Attributes: before } : {};
  }

  #store({ table, key }: Write, before: Item | undefined, after: Item | undefined): void {
    const { items, indexes } = this.#table(table);
    if (after === undefined) items.delete(key.pk, key.sk);
    else items.put(key.pk, { id: key.sk, range: key.sk, item: after });
    if (indexes.length > 0) this.#settings.later(() => this.#index(table, key));
    this.#settings.onChange({ table, before, after });
  }

  /** Brings the indexes to what the item is by now. */
  #index(name: string, key: Key): void {
    const { items, indexes } = this.#table(name);
    const item = items.get(key.pk, key.sk);
    const id = `${key.pk}\n${key.sk}`;
    for (const { spec, shelf } of indexes) {
      this.#unlisted(shelf, id);
      const [hash, range] = [item?.[spec.hash], item?.[spec.range]];
      if (item === undefined || typeof hash !== "string") continue;
      if (typeof range !== "string" && typeof range !== "number") continue;
      shelf.put(hash, { id, range, item });
      this.#listed(shelf).set(id, hash);
    }
  }

  readonly #listings = new WeakMap<Shelf, Map<string, string>>();

  /** Under which hash key each item is in an index. */
  #listed(shelf: Shelf): Map<string, string> {
    const listed = this.#listings.get(shelf) ?? new Map<string, string>();
    this.#listings.set(shelf, listed);
    return listed;
  }

  #unlisted(shelf: Shelf, id: string): void {
    const hash = this.#listed(shelf).get(id);
    if (hash !== undefined) shelf.delete(hash, id);
    this.#listed(shelf).delete(id);
  }

  #batchGet({ input }: BatchGetCommand): object {
    const Responses: Record<string, object[]> = {};
    for (const [name, { Keys = [] }] of Object.entries(input.RequestItems ?? {}))
      Responses[name] = Keys.flatMap((key) => {
        const item = this.#get(name, keyOf(key));
        return item === undefined ? [] : [item];
      });
    return { Responses };
  }

  #batchWrite({ input }: BatchWriteCommand): object {
    for (const [table, requests] of Object.entries(input.RequestItems ?? {}))
      for (const { PutRequest, DeleteRequest } of requests) {
        if (PutRequest !== undefined)
          this.#write(putOf({ TableName: table, Item: PutRequest.Item }));
        if (DeleteRequest !== undefined)
          this.#write(deleteOf({ TableName: table, Key: DeleteRequest.Key }));
      }
    return {};
  }

  #transact({ input }: TransactWriteCommand): object {
    const writes = (input.TransactItems ?? []).map(({ Put, Update, Delete, ConditionCheck }) => {
      if (Put !== undefined) return putOf(Put);
      if (Update !== undefined) return updateOf(Update);
      if (Delete !== undefined) return deleteOf(Delete);
      if (ConditionCheck !== undefined) return checkOf(ConditionCheck);
      throw new Error("The model knows no empty action");
    });
    const passed = writes.map((write) => holds(write.guard, this.#get(write.table, write.key)));
    if (passed.includes(false))
      throw new TransactionCanceledException({
        message: "Transaction cancelled",
        $metadata: {},
        CancellationReasons: passed.map((isMet) => ({
          Code: isMet ? "None" : "ConditionalCheckFailed",
        })),
      });
    for (const write of writes) if (!write.isCheck) this.#write({ ...write, guard: {} });
    return {};
  }
}

interface Write {
  readonly table: string;
  readonly key: Key;
  readonly guard: Guard;
  readonly returns?: string | undefined;
  readonly next: (before: Item | undefined) => Item | undefined;
  /** Of a transaction: asks for the item and leaves it as it is. */
  readonly isCheck?: true;
}

function putOf(input: PutCommandInput): Write {
  const item = frozen(copiedItem(input.Item ?? {}));
  return { table: input.TableName ?? "", key: keyOf(item), guard: input, next: () => item };
}

function updateOf(
  input: Omit<UpdateCommandInput, "UpdateExpression"> & { UpdateExpression?: string | undefined },
): Write {
  const { UpdateExpression = "", ExpressionAttributeNames, ExpressionAttributeValues } = input;
  const scope = {
    names: ExpressionAttributeNames ?? {},
    values: ExpressionAttributeValues ?? {},
  };
  const key = keyOf(input.Key);
  return {
    table: input.TableName ?? "",
    key,
    guard: input,
    returns: input.ReturnValues,
    next: (before) => frozen(updated(UpdateExpression, { ...scope, item: before ?? { ...key } })),
  };
}

function deleteOf(input: DeleteCommandInput): Write {
  return {
    table: input.TableName ?? "",
    key: keyOf(input.Key),
    guard: input,
    returns: input.ReturnValues,
    next: () => undefined,
  };
}

function checkOf(
  input: Guard & { TableName?: string | undefined; Key?: object | undefined },
): Write {
  const { TableName: table = "", Key } = input;
  return { table, key: keyOf(Key), guard: input, next: (before) => before, isCheck: true };
}

function holds(guard: Guard, item: Item | undefined): boolean {
  if (guard.ConditionExpression === undefined) return true;
  return conditionOf(guard.ConditionExpression)({
    item,
    names: guard.ExpressionAttributeNames ?? {},
    values: guard.ExpressionAttributeValues ?? {},
  });
}

function keyOf(key: unknown): Key {
  const { pk, sk } = isRecord(key) ? key : {};
  if (typeof pk !== "string" || typeof sk !== "string" || pk === "" || sk === "")
    throw refused("One of the required keys was not given a value");
  return { pk, sk };
}
