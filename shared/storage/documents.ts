import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import type { SecretMembers } from "./sealing/secret-members.ts";
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
 * file says its keys and what each access is for. Where some members are secrets, these are
 * sealed in the database and open outside this class.
 */
export class Documents<Schema extends z.ZodType<object>> {
  readonly #tables: Tables;
  readonly #tableName: string;
  readonly #schema: Schema;
  readonly #what: string;
  readonly #secrets: SecretMembers | undefined;

  constructor(
    tables: Tables,
    table: "views" | "registry",
    schema: Schema,
    what: string,
    secrets?: SecretMembers,
  ) {
    this.#tables = tables;
    this.#tableName = tables[table];
    this.#schema = schema;
    this.#what = what;
    this.#secrets = secrets;
  }

  async get(key: ItemKey): Promise<z.output<Schema> | undefined> {
    const answer = await request(`reading ${this.#what}`, () =>
      this.#tables.client.send(
        new GetCommand({ TableName: this.#tableName, Key: key, ConsistentRead: true }),
      ),
    );
    return answer.Item && this.#opened(key, answer.Item);
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
    const members = Object.fromEntries(Object.entries(entity));
    const item = this.#secrets === undefined ? members : await this.#secrets.seal(members, key);
    await request(`writing ${this.#what}`, () =>
      this.#tables.client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: { ...item, ...key },
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
      items: await Promise.all(
        (answer.Items ?? []).map((item) => this.#opened({ pk, sk: String(item["sk"]) }, item)),
      ),
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

  async #opened(key: ItemKey, item: Record<string, unknown>): Promise<z.output<Schema>> {
    if (this.#secrets === undefined) return this.#schema.parse(item);
    const plain = this.#secrets.plainOf(item);
    if (Object.keys(plain).length > 0) await this.#sealAfterwards(this.#secrets, key, plain);
    return this.#schema.parse(await this.#secrets.open(item, key));
  }

  /** What was written before there was sealing is sealed when it is first read again. */
  async #sealAfterwards(
    secrets: SecretMembers,
    key: ItemKey,
    plain: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { sealed } = await secrets.seal(plain, key);
    const names = Object.keys(plain);
    const values = new Map<string, unknown>([[":sealed", sealed]]);
    for (const name of names) values.set(`:${name}`, plain[name]);
    try {
      await request(`sealing ${this.#what}`, () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tableName,
            Key: key,
            UpdateExpression: `SET sealed = :sealed REMOVE ${names.map((name) => `#${name}`).join(", ")}`,
            ConditionExpression: names.map((name) => `#${name} = :${name}`).join(" AND "),
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
            ExpressionAttributeValues: Object.fromEntries(values),
          }),
        ),
      );
    } catch (error) {
      // Somebody else sealed it, or wrote it anew, at the same time.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}
