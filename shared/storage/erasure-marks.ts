import { createHmac } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { erasureMark } from "../profiles/identity.ts";
import type { ProfileKey } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import { batchGet } from "./batch-get.ts";
import type { ItemKey } from "./documents.ts";
import type { KeyService, SealContext } from "./sealing/key-service.ts";
import { request, type Tables } from "./tables.ts";

type Of = Omit<ProfileKey, "id">;

const KeyItem = z.object({ wrapped: z.instanceof(Uint8Array) });

/**
 * The names under which erased people are still refused: a keyed hash (HMAC-SHA-256) of each e-mail or
 * other identity, which nobody can undo or even try without the key. Each workspace has a key of its own,
 * made at its first erasure and wrapped by the key service: pk `{workspace}#erasure`, sk `key`.
 */
export class ErasureMarks {
  readonly #tables: Tables;
  readonly #keys: KeyService;
  readonly #open = new Map<string, Uint8Array>();

  constructor(tables: Tables, keys: KeyService) {
    this.#tables = tables;
    this.#keys = keys;
  }

  /** By claim; makes the workspace's key where it has none. */
  async of(of: Of, claims: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (claims.length === 0) return new Map();
    return this.opened(of, claims) ?? this.openedBy(of, claims, [await this.#made(of.workspaceId)]);
  }

  /** By claim; undefined where it is not known yet whether there is a key. */
  opened({ workspaceId, object }: Of, claims: readonly string[]): Map<string, string> | undefined {
    const key = this.#open.get(workspaceId);
    return key && new Map(claims.map((claim) => [claim, markOf(key, object, claim)]));
  }

  /** By claim, with the key that is among the items; empty where none is: nobody was ever erased. */
  async openedBy(
    of: Of,
    claims: readonly string[],
    items: readonly Record<string, unknown>[],
  ): Promise<ReadonlyMap<string, string>> {
    const { pk } = eraseKeyOf(of.workspaceId);
    const item = items.find((each) => each["pk"] === pk);
    if (item === undefined) return new Map();
    const { wrapped } = KeyItem.parse(item);
    const key = await this.#keys.openDataKey(wrapped, contextOf(of.workspaceId));
    this.#open.set(of.workspaceId, key);
    return this.opened(of, claims) ?? new Map();
  }

  /** The stored key; of two who make one at once the first one's counts. */
  async #made(workspaceId: string): Promise<Record<string, unknown>> {
    const read = () => batchGet(this.#tables, this.#tables.registry, [eraseKeyOf(workspaceId)]);
    const [known] = await read();
    if (known !== undefined) return known;
    const { wrapped } = await this.#keys.newDataKey(contextOf(workspaceId));
    const item = { ...eraseKeyOf(workspaceId), wrapped };
    try {
      await request("keeping the key of erasures", () =>
        this.#tables.client.send(
          new PutCommand({
            TableName: this.#tables.registry,
            Item: item,
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return (await read())[0] ?? item;
    }
    return item;
  }
}

function markOf(key: Uint8Array, object: string, claim: string): string {
  const hash = createHmac("sha256", key).update(`${object}\n${claim}`).digest("base64url");
  return erasureMark(hash);
}

function contextOf(workspaceId: string): SealContext {
  return { workspaceId, purpose: "erasure" };
}

/** Where the wrapped key of a workspace is. */
export function eraseKeyOf(workspaceId: string): ItemKey {
  return { pk: `${workspaceId}#erasure`, sk: "key" };
}
