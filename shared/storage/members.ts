import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { partitionOf, partitions } from "../profiles/profile-id.ts";
import { ConflictError } from "../runtime/errors.ts";
import { batchGet } from "./batch-get.ts";
import { request, type Tables } from "./tables.ts";

const Row = z.object({
  profileId: z.string(),
  member: z.boolean(),
  since: z.string(),
  cause: Cause,
  revision: z.number(),
});
export type MemberRow = z.infer<typeof Row>;

/** Tombstones outlive whatever the stream may still repeat. */
const tombstoneLivesSeconds = 7 * 86_400;

/** Whom a version has found beside the members of its segment: a list like a segment's own. */
export function foundBy(segmentId: string, version: number): string {
  return `${segmentId}~${version}`;
}

/**
 * Who is in a segment, derived from the stream: pk `{workspace}#member#{segment}#{bucket}`, sk the
 * profile's id; those in are also in the index `since`. A leaver leaves a tombstone with its
 * revision, so that a late record cannot bring the member back. Access: apply a row, rows
 * by profile, who of several is in, members by since, all ids.
 */
export class MemberStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Writes the row unless one of the same or a later revision is there; idempotent. */
  async apply(workspaceId: string, segmentId: string, row: MemberRow): Promise<void> {
    const pk = bucketKey(workspaceId, segmentId, partitionOf(row.profileId));
    const listed = row.member
      ? { sincePk: pk, sinceSk: sinceKey(row) }
      : { expiresAt: Math.floor(Date.now() / 1000) + tombstoneLivesSeconds };
    try {
      await request("writing a member", () =>
        this.#tables.client.send(
          new PutCommand({
            TableName: this.#tables.views,
            Item: { pk, sk: row.profileId, ...row, ...listed },
            ConditionExpression: "attribute_not_exists(pk) OR revision < :revision",
            ExpressionAttributeValues: { ":revision": row.revision },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  async rows(
    workspaceId: string,
    segmentIds: readonly string[],
    profileId: string,
  ): Promise<Map<string, MemberRow>> {
    const keys = segmentIds.map((id) => ({
      pk: bucketKey(workspaceId, id, partitionOf(profileId)),
      sk: profileId,
    }));
    const items = await batchGet(this.#tables, this.#tables.views, keys);
    return new Map(items.map((item) => [String(item.pk).split("#")[2] ?? "", Row.parse(item)]));
  }

  /** Those of the profiles that are in the segment. */
  async among(
    workspaceId: string,
    segmentId: string,
    profileIds: readonly string[],
  ): Promise<Set<string>> {
    const keys = profileIds.map((sk) => ({
      pk: bucketKey(workspaceId, segmentId, partitionOf(sk)),
      sk,
    }));
    const items = await batchGet(this.#tables, this.#tables.views, keys);
    const rows = items.map((item) => Row.parse(item)).filter(({ member }) => member);
    return new Set(rows.map(({ profileId }) => profileId));
  }

  /** Members in order of since, then id, beginning after the given key. */
  async bySince(
    workspaceId: string,
    segmentId: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ key: string; row: MemberRow }[]> {
    const buckets = await Promise.all(
      partitions.map((bucket) =>
        this.#bucket(bucketKey(workspaceId, segmentId, bucket), limit, after),
      ),
    );
    return buckets
      .flat()
      .map((row) => ({ key: sinceKey(row), row }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .slice(0, limit);
  }

  /** Everybody in the segment, in order of id. */
  async ids(workspaceId: string, segmentId: string): Promise<string[]> {
    const buckets = await Promise.all(
      partitions.map((bucket) => this.#idsIn(bucketKey(workspaceId, segmentId, bucket))),
    );
    return buckets.flatMap((ids) => ids.sort());
  }

  async #idsIn(pk: string): Promise<string[]> {
    const found: string[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await request("listing members", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.views,
            IndexName: "since",
            KeyConditionExpression: "sincePk = :pk",
            ExpressionAttributeValues: { ":pk": pk },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of answer.Items ?? []) found.push(Row.parse(item).profileId);
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  /** Everybody, in no order, as of now: the index may lag behind. */
  async all(workspaceId: string, segmentId: string): Promise<MemberRow[]> {
    const buckets = await Promise.all(
      partitions.map((bucket) => this.#whole(bucketKey(workspaceId, segmentId, bucket))),
    );
    return buckets.flat();
  }

  async #whole(pk: string): Promise<MemberRow[]> {
    const members: MemberRow[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const start = ExclusiveStartKey;
      const answer = await request("walking over members", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.views,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk",
            FilterExpression: "#member = :yes",
            ExpressionAttributeNames: { "#member": "member" },
            ExpressionAttributeValues: { ":pk": pk, ":yes": true },
            ExclusiveStartKey: start,
          }),
        ),
      );
      for (const item of answer.Items ?? []) members.push(Row.parse(item));
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return members;
  }

  async #bucket(pk: string, limit: number, after: string | undefined): Promise<MemberRow[]> {
    const answer = await request("listing members", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          IndexName: "since",
          KeyConditionExpression:
            after === undefined ? "sincePk = :pk" : "sincePk = :pk AND sinceSk > :after",
          ExpressionAttributeValues: {
            ":pk": pk,
            ...(after === undefined ? {} : { ":after": after }),
          },
          Limit: limit,
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Row.parse(item));
  }
}

function bucketKey(workspaceId: string, segmentId: string, bucket: string): string {
  return `${workspaceId}#member#${segmentId}#${bucket}`;
}

function sinceKey(row: Pick<MemberRow, "since" | "profileId">): string {
  return `${row.since}#${row.profileId}`;
}
