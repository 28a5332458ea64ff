import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { z } from "zod";
import { request, type Tables } from "./tables.ts";

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export interface Page<Entity> {
  readonly items: readonly Entity[];
  /** The sort key after which the next page begins. */
  readonly after: string | undefined;
}

/**
 * Items of one entity in one table: read, listed and written whole. The entity's own
 * file says its keys and what each access is for.
 */
export class Documents<Schema extends z.ZodType> {
  readonly #tables: Tables;
  readonly #tableName: string;
  readonly #schema: Schema;
  readonly #what: string;

  constructor(tables: Tables, table: "views" | "registry", schema: Schema, what: string) {
    this.#tables = tables;
    this.#tableName = tables[table];
    this.#schema = schema;
    this.#what = what;
  }

  async get(key: ItemKey): Promise<z.output<Schema> | undefined> {
    const answer = await request(`reading ${this.#what}`, () =>
      this.#tables.client.send(
        new GetCommand({ TableName: this.#tableName, Key: key, ConsistentRead: true }),
      ),
    );
    return answer.Item && this.#schema.parse(answer.Item);
  }

  /** Writes; with `revision`, only over the item that has it (0: only where none is), else `ConflictError`. */
  async put(key: ItemKey, entity: z.output<Schema>, revision?: number): Promise<void> {
    const guard =
      revision === undefined
        ? {}
        : revision === 0
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "revision = :read",
              ExpressionAttributeValues: { ":read": revision },
            };
    await request(`writing ${this.#what}`, () =>
      this.#tables.client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: Object.assign({}, entity, key),
          ...guard,
        }),
      ),
    );
  }

  async delete(key: ItemKey): Promise<void> {
    await request(`deleting ${this.#what}`, () =>
      this.#tables.client.send(new DeleteCommand({ TableName: this.#tableName, Key: key })),
    );
  }

  /** In order of sort key, those after `after` first. */
  async page(
    pk: string,
    prefix: string,
    limit: number,
    after?: string,
  ): Promise<Page<z.output<Schema>>> {
    const answer = await request(`listing ${this.#what}`, () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tableName,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
          ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
        }),
      ),
    );
    const last: unknown = answer.LastEvaluatedKey?.sk;
    return {
      items: (answer.Items ?? []).map((item) => this.#schema.parse(item)),
      after: typeof last === "string" ? last : undefined,
    };
  }

  async all(pk: string, prefix: string): Promise<z.output<Schema>[]> {
    const found: z.output<Schema>[] = [];
    let after: string | undefined;
    do {
      const page = await this.page(pk, prefix, 1_000, after);
      found.push(...page.items);
      after = page.after;
    } while (after !== undefined);
    return found;
  }
}
