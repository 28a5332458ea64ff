import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Profile, ProfileKey, WriteNote } from "../profiles/profile.ts";
import { PermanentError } from "../runtime/errors.ts";
import { batchGet } from "./batch-get.ts";
import {
  decodeProfile,
  dueShards,
  encodeProfile,
  partitionKey,
  profileItemKey,
  profileKeyOf,
} from "./profile-item.ts";
import { request, type Tables, writeDeadline } from "./tables.ts";

/** A profile as it is to be stored, and the revision of the one it replaces (0: none). */
export interface PendingWrite {
  readonly profile: Profile;
  readonly note: WriteNote;
  readonly read: number;
  /**
   * Whether what was told may wait in the item: of a profile that only goes on. Without, the history
   * gets all that waits there.
   */
  readonly filesLater?: boolean;
}

export interface DueProfile {
  readonly key: ProfileKey;
  readonly dueAt: number;
}

export interface ProfilePage {
  readonly profiles: readonly Profile[];
  /** Where the next page of the partition begins; absent after the last. */
  readonly after: string | undefined;
}

/** Access: one or many by key; a partition in pages, by id; those due up to an instant. */
export class ProfileStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Reads consistently; profiles that do not exist are absent from the answer. */
  async read(keys: readonly ProfileKey[]): Promise<Map<string, Profile>> {
    const items = await batchGet(this.#tables, this.#tables.profiles, keys.map(profileItemKey));
    return new Map(items.map((item) => decodeProfile(item).profile).map((each) => [each.id, each]));
  }

  /** Writes if the stored revision is still the one that was read, else throws `ConflictError`. */
  async write(pending: PendingWrite): Promise<void> {
    await request("writing a profile", () =>
      this.#tables.client.send(new PutCommand(putOf(this.#tables, pending)), writeDeadline()),
    );
  }

  async page(
    of: Omit<ProfileKey, "id">,
    partition: string,
    after: string | undefined,
    limit: number,
  ): Promise<ProfilePage> {
    const pk = partitionKey(of, partition);
    const answer = await request("reading profiles", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.profiles,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk },
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
        }),
      ),
    );
    const last: unknown = answer.LastEvaluatedKey?.sk;
    return {
      profiles: (answer.Items ?? []).map((item) => decodeProfile(item).profile),
      after: typeof last === "string" ? last : undefined,
    };
  }

  /**
   * Profiles of all workspaces whose due instant is at or before the horizon, as far as they
   * could be read: a shard that fails takes no other along.
   */
  async dueUpTo(
    horizon: number,
  ): Promise<{ readonly due: readonly DueProfile[]; readonly failures: readonly unknown[] }> {
    const shards = await Promise.allSettled(
      dueShards.map((shard) => this.#dueInShard(shard, horizon)),
    );
    const failures: unknown[] = [];
    const due = shards.flatMap((each) => {
      if (each.status === "fulfilled") return each.value;
      failures.push(each.reason);
      return [];
    });
    return { due, failures };
  }

  async #dueInShard(shard: string, horizon: number): Promise<DueProfile[]> {
    const due: DueProfile[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await request("reading due instants", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.profiles,
            IndexName: "due",
            KeyConditionExpression: "dueShard = :shard AND dueAt <= :horizon",
            ExpressionAttributeValues: { ":shard": shard, ":horizon": horizon },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of answer.Items ?? []) due.push(dueProfile(item));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return due;
  }
}

/** The one conditional write of a profile: it replaces exactly what was read, or nothing. */
export function putOf(tables: Tables, { profile, note, read, filesLater }: PendingWrite) {
  return {
    TableName: tables.profiles,
    Item: encodeProfile(profile, note, filesLater),
    ...(read === 0
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "revision = :read",
          ExpressionAttributeValues: { ":read": read },
        }),
  };
}

function dueProfile(item: Record<string, unknown>): DueProfile {
  const { pk, sk, dueAt } = item;
  if (typeof pk !== "string" || typeof sk !== "string" || typeof dueAt !== "number")
    throw new PermanentError("the index of due instants holds an item without keys");
  return { key: profileKeyOf({ pk, sk }), dueAt };
}
