import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { batchGet } from "./batch-get.ts";
import {
  DirectoryChunk,
  emptyRoot,
  FieldChunk,
  type IndexedEntry,
  IndexRoot,
  StoredRule,
} from "./index-chunks.ts";
import { request, type Tables } from "./tables.ts";

/** Replaced chunks stay readable for writers that hold an older root. */
const replacedChunkLivesSeconds = 86_400;

const keptInMemory = 20_000;

/** Access: the root; chunks and rules by id; a new root with the chunks it needs. */
export class SegmentIndexStore {
  readonly #tables: Tables;
  /** Chunks and rules never change: once read they stay. Keyed `workspace/id`. */
  readonly #immutable = new Map<string, Record<string, unknown>>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async root(workspaceId: string): Promise<IndexRoot> {
    const answer = await request("reading the index", () =>
      this.#tables.client.send(
        new GetCommand({
          TableName: this.#tables.registry,
          Key: rootKey(workspaceId),
          ConsistentRead: true,
        }),
      ),
    );
    return answer.Item === undefined ? emptyRoot : IndexRoot.parse(answer.Item);
  }

  async ordinals(workspaceId: string, chunkIds: readonly string[]): Promise<number[]> {
    const items = await this.#load(workspaceId, chunkIds);
    return items.flatMap((item) => FieldChunk.parse(item).ordinals);
  }

  async entries(workspaceId: string, chunkIds: readonly string[]): Promise<IndexedEntry[]> {
    const items = await this.#load(workspaceId, chunkIds);
    return items.flatMap((item) => DirectoryChunk.parse(item).entries);
  }

  async rules(workspaceId: string, ordinals: readonly number[]): Promise<StoredRule[]> {
    const items = await this.#load(workspaceId, ordinals.map(ruleId));
    return items.map((item) => StoredRule.parse(item));
  }

  async putRule(workspaceId: string, rule: StoredRule): Promise<void> {
    await this.#put({ ...itemKey(workspaceId, ruleId(rule.ordinal)), ...rule });
  }

  async putFieldChunk(workspaceId: string, id: string, ordinals: readonly number[]): Promise<void> {
    await this.#put({ ...itemKey(workspaceId, id), ordinals });
  }

  async putDirectoryChunk(
    workspaceId: string,
    id: string,
    entries: readonly IndexedEntry[],
  ): Promise<void> {
    await this.#put({ ...itemKey(workspaceId, id), entries });
  }

  /** Replaces the root that was read with revision `read`; `ConflictError` if another did so first. */
  async replaceRoot(workspaceId: string, root: IndexRoot, read: number): Promise<void> {
    await request("replacing the index root", () =>
      this.#tables.client.send(
        new PutCommand({
          TableName: this.#tables.registry,
          Item: { ...rootKey(workspaceId), ...root },
          ConditionExpression: "attribute_not_exists(pk) OR revision = :read",
          ExpressionAttributeValues: { ":read": read },
        }),
      ),
    );
  }

  /** Lets replaced chunks expire. */
  async expire(workspaceId: string, chunkIds: readonly string[]): Promise<void> {
    const expiresAt = Math.floor(Date.now() / 1000) + replacedChunkLivesSeconds;
    for (const id of chunkIds)
      await request("retiring an index chunk", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.registry,
            Key: itemKey(workspaceId, id),
            UpdateExpression: "SET expiresAt = :expiresAt",
            ExpressionAttributeValues: { ":expiresAt": expiresAt },
          }),
        ),
      );
  }

  async #put(item: Record<string, unknown>): Promise<void> {
    await request("writing the index", () =>
      this.#tables.client.send(new PutCommand({ TableName: this.#tables.registry, Item: item })),
    );
  }

  async #load(workspaceId: string, ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const missing = ids.filter((id) => !this.#immutable.has(`${workspaceId}/${id}`));
    if (missing.length > 0) {
      if (this.#immutable.size > keptInMemory) this.#immutable.clear();
      const keys = missing.map((id) => itemKey(workspaceId, id));
      for (const item of await batchGet(this.#tables, this.#tables.registry, keys))
        this.#immutable.set(`${workspaceId}/${String(item.sk)}`, item);
    }
    return ids.flatMap((id) => {
      const item = this.#immutable.get(`${workspaceId}/${id}`);
      return item === undefined ? [] : [item];
    });
  }
}

function rootKey(workspaceId: string): { pk: string; sk: string } {
  return { pk: `${workspaceId}#index`, sk: "root" };
}

function itemKey(workspaceId: string, id: string): { pk: string; sk: string } {
  return { pk: `${workspaceId}#index`, sk: id };
}

function ruleId(ordinal: number): string {
  return `rule#${ordinal}`;
}
