import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ConflictError, RetryableError } from "../runtime/errors.ts";
import { batchGet } from "./batch-get.ts";
import {
  DirectoryChunk,
  emptyRoot,
  type FieldEntry,
  type IndexedEntry,
  IndexRoot,
  packEntries,
  StoredRule,
  unpackEntries,
} from "./index-chunks.ts";
import { request, type Tables } from "./tables.ts";

/** Replaced chunks stay readable for writers that hold an older root. */
const replacedChunkLivesSeconds = 86_400;

const mostKept = 20_000;

/** Access: the root; chunks and rules by id; a new root with the chunks it needs. */
export class SegmentIndexStore {
  readonly #tables: Tables;
  readonly #roots = new Map<string, IndexRoot>();
  readonly #reading = new Map<string, Promise<Record<string, unknown> | undefined>>();
  /** Chunks and rules never change: once read they stay. Keyed `workspace/id`. */
  readonly #immutable = new Map<string, Record<string, unknown>>();
  readonly #parsed = new WeakMap<Record<string, unknown>, readonly FieldEntry[]>();
  readonly #parsedRules = new WeakMap<Record<string, unknown>, StoredRule>();
  readonly #keptInMemory: number;

  constructor(tables: Tables, keptInMemory = mostKept) {
    this.#tables = tables;
    this.#keptInMemory = keptInMemory;
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
    return answer.Item === undefined ? emptyRoot : this.#rootOf(workspaceId, answer.Item);
  }

  /** Each root has a revision of its own: one that was read before is the same, with all that was made of it. */
  #rootOf(workspaceId: string, item: Record<string, unknown>): IndexRoot {
    const known = this.#roots.get(workspaceId);
    if (known !== undefined && known.revision === item["revision"]) return known;
    const root = IndexRoot.parse(item);
    this.#roots.set(workspaceId, root);
    return root;
  }

  async ordinals(workspaceId: string, chunkIds: readonly string[]): Promise<number[]> {
    const entries = await this.fieldEntries(workspaceId, chunkIds);
    return entries.map((each) => each.ordinal);
  }

  /** The rules in chunks of fields; one that stands in several is named several times. */
  async fieldEntries(workspaceId: string, chunkIds: readonly string[]): Promise<FieldEntry[]> {
    const items = await this.#chunks(workspaceId, chunkIds);
    return items.flatMap((item) => this.#entriesOf(item));
  }

  #entriesOf(item: Record<string, unknown>): readonly FieldEntry[] {
    const known = this.#parsed.get(item);
    if (known !== undefined) return known;
    const entries = unpackEntries(item);
    this.#parsed.set(item, entries);
    return entries;
  }

  async entries(workspaceId: string, chunkIds: readonly string[]): Promise<IndexedEntry[]> {
    const items = await this.#chunks(workspaceId, chunkIds);
    return items.flatMap((item) => DirectoryChunk.parse(item).entries);
  }

  async rules(workspaceId: string, ordinals: readonly number[]): Promise<StoredRule[]> {
    const items = await this.#load(workspaceId, ordinals.map(ruleId));
    return items.map((item) => this.#ruleOf(item));
  }

  #ruleOf(item: Record<string, unknown>): StoredRule {
    const known = this.#parsedRules.get(item);
    if (known !== undefined) return known;
    const rule = StoredRule.parse(item);
    this.#parsedRules.set(item, rule);
    return rule;
  }

  /** Stores a rule under an ordinal of its own: the first free one from the given one on. */
  async putRule(
    workspaceId: string,
    from: number,
    rule: Omit<StoredRule, "ordinal">,
  ): Promise<number> {
    for (let ordinal = from; ; ordinal += 1) {
      const item = { ...itemKey(workspaceId, ruleId(ordinal)), ...rule, ordinal };
      if (await this.#putNew(item)) return ordinal;
    }
  }

  async putFieldChunk(
    workspaceId: string,
    id: string,
    entries: readonly FieldEntry[],
  ): Promise<void> {
    const item = { ...itemKey(workspaceId, id), ...packEntries(entries) };
    await this.#put(item);
    this.#immutable.set(`${workspaceId}/${id}`, item);
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

  /** False where an item has the key already. */
  async #putNew(item: Record<string, unknown>): Promise<boolean> {
    const put = { TableName: this.#tables.registry, Item: item };
    const onlyNew = { ConditionExpression: "attribute_not_exists(pk)" };
    try {
      await request("writing the index", () =>
        this.#tables.client.send(new PutCommand({ ...put, ...onlyNew })),
      );
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  async #chunks(workspaceId: string, ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const found = await this.#load(workspaceId, ids);
    // A root names only chunks that are there: to go on without one would lose memberships.
    if (found.length < new Set(ids).size)
      throw new RetryableError(
        "the index names a chunk that was not found; reading it again later",
      );
    return found;
  }

  async #load(workspaceId: string, ids: readonly string[]): Promise<Record<string, unknown>[]> {
    const found = new Map<string, Record<string, unknown>>();
    const missing = new Set<string>();
    for (const id of ids) {
      const known = this.#immutable.get(`${workspaceId}/${id}`);
      if (known === undefined) missing.add(id);
      else found.set(id, known);
    }
    if (missing.size === 0) return [...found.values()];
    if (this.#immutable.size > this.#keptInMemory) this.#immutable.clear();
    for (const item of await this.#read(workspaceId, missing)) {
      this.#immutable.set(`${workspaceId}/${String(item.sk)}`, item);
      found.set(String(item.sk), item);
    }
    return [...found.values()];
  }

  /** What is being read already is not read once more. */
  async #read(
    workspaceId: string,
    ids: ReadonlySet<string>,
  ): Promise<readonly Record<string, unknown>[]> {
    const fresh = [...ids].filter((id) => !this.#reading.has(`${workspaceId}/${id}`));
    if (fresh.length > 0) {
      const keys = fresh.map((id) => itemKey(workspaceId, id));
      const items = batchGet(this.#tables, this.#tables.registry, keys).then(
        (all) => new Map(all.map((item) => [String(item.sk), item])),
      );
      for (const id of fresh) {
        const key = `${workspaceId}/${id}`;
        const item = items.then((byId) => byId.get(id));
        this.#reading.set(key, item);
        void item.catch(() => undefined).finally(() => this.#reading.delete(key));
      }
    }
    const reading = [...ids].flatMap((id) => this.#reading.get(`${workspaceId}/${id}`) ?? []);
    return (await Promise.all(reading)).filter((item) => item !== undefined);
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
