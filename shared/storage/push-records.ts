import { DeleteCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { MembershipEvent } from "../contracts/event.ts";
import { ConflictError } from "../runtime/errors.ts";
import { batchGet } from "./batch-get.ts";
import { request, type Tables } from "./tables.ts";

const Row = z.object({
  /** The record's id at the destination where it has one, else the profile's. */
  recordKey: z.string(),
  profileId: z.string(),
  recordId: z.string().exactOptional(),
  email: z.string().exactOptional(),
  desired: z.boolean(),
  /** The revision that asked for the desired state. */
  revision: z.number(),
  state: z.enum(["pending", "confirmed", "refused"]),
  /** By Muster's clock, in milliseconds: when it was last confirmed or refused, and since when. */
  settledAt: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  refusedAt: z.number().exactOptional(),
  event: MembershipEvent,
});
export type PushRow = z.infer<typeof Row>;
const Key = Row.pick({ recordKey: true });

const SweptRow = Row.omit({ event: true, reason: true, refusedAt: true });
/** What a sweep looks at of a row. */
export type SweptRow = z.infer<typeof SweptRow>;
const sweptFields = Object.keys(SweptRow.shape);

/**
 * Desired and confirmed state per destination and record (law 7): pk
 * `{workspace}#push#{destination}`, sk the record's key; pending ones are also in the sparse index
 * `pending`, and there under a key of their own those that were refused. Access: by key, note,
 * pending, settle; those refused; all, for a sweep; drop; some, forget.
 */
export class PushRecordStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Writes over the row that was read (undefined: none), else `ConflictError`. */
  async note(
    workspaceId: string,
    destinationId: string,
    row: PushRow,
    read: PushRow | undefined,
  ): Promise<void> {
    const pk = partition(workspaceId, destinationId);
    const pending = row.state === "pending" ? { pendingPk: pk, pendingSk: row.recordKey } : {};
    await request("noting a push", () =>
      this.#tables.client.send(
        new PutCommand({
          TableName: this.#tables.views,
          Item: { pk, sk: row.recordKey, ...row, ...pending },
          ...(read === undefined
            ? { ConditionExpression: "attribute_not_exists(pk)" }
            : unchanged(read)),
        }),
      ),
    );
  }

  async rows(
    workspaceId: string,
    destinationId: string,
    recordKeys: readonly string[],
  ): Promise<PushRow[]> {
    const pk = partition(workspaceId, destinationId);
    const keys = [...new Set(recordKeys)].map((sk) => ({ pk, sk }));
    return (await batchGet(this.#tables, this.#tables.views, keys)).map((item) => Row.parse(item));
  }

  async pending(
    workspaceId: string,
    destinationId: string,
    limit: number,
  ): Promise<Pick<PushRow, "recordKey">[]> {
    const answer = await request("listing pending pushes", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          IndexName: "pending",
          KeyConditionExpression: "pendingPk = :pk",
          // Who pushes reads the rows themselves, since the index may lag behind.
          ProjectionExpression: "recordKey",
          ExpressionAttributeValues: { ":pk": partition(workspaceId, destinationId) },
          Limit: limit,
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Key.parse(item));
  }

  /** Those the destination refused, in order of their keys; `after` is the key before the page. */
  refused(
    workspaceId: string,
    destinationId: string,
    limit: number,
    after: string | undefined,
  ): Promise<{ rows: PushRow[]; after: string | undefined }> {
    return this.#indexed(refusedPartition(workspaceId, destinationId), limit, after);
  }

  async #indexed(
    pk: string,
    limit: number,
    after?: string,
  ): Promise<{ rows: PushRow[]; after: string | undefined }> {
    const answer = await request("listing pushes", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          IndexName: "pending",
          KeyConditionExpression: `pendingPk = :pk${after === undefined ? "" : " AND pendingSk > :after"}`,
          ExpressionAttributeValues: {
            ":pk": pk,
            ...(after === undefined ? {} : { ":after": after }),
          },
          Limit: limit,
        }),
      ),
    );
    const rows = (answer.Items ?? []).map((item) => Row.parse(item));
    const last: unknown = answer.LastEvaluatedKey?.["pendingSk"];
    return { rows, after: typeof last === "string" ? last : undefined };
  }

  /** All of a destination, part by part, without the events that asked for them. */
  async *all(workspaceId: string, destinationId: string): AsyncGenerator<SweptRow[]> {
    const pk = partition(workspaceId, destinationId);
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const start = ExclusiveStartKey;
      const answer = await request("walking over pushes", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.views,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk",
            ProjectionExpression: sweptFields.map((name) => `#${name}`).join(", "),
            ExpressionAttributeNames: Object.fromEntries(
              sweptFields.map((name) => [`#${name}`, name]),
            ),
            ExpressionAttributeValues: { ":pk": pk },
            ExclusiveStartKey: start,
          }),
        ),
      );
      yield (answer.Items ?? []).map((item) => SweptRow.parse(item));
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }

  /** Has a row pushed again, as it was read; `ConflictError` where it is another by now. */
  async again(workspaceId: string, destinationId: string, read: SweptRow): Promise<void> {
    const pk = partition(workspaceId, destinationId);
    const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
      unchanged(read);
    await request("pushing again", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.views,
          Key: { pk, sk: read.recordKey },
          UpdateExpression: "SET #state = :pending, pendingPk = :pk, pendingSk = :key",
          ConditionExpression,
          ExpressionAttributeNames,
          ExpressionAttributeValues: {
            ...ExpressionAttributeValues,
            ":pending": "pending",
            ":pk": pk,
            ":key": read.recordKey,
          },
        }),
      ),
    );
  }

  /** Forgets a row as it was read; `ConflictError` where it is another by now. */
  async drop(workspaceId: string, destinationId: string, read: SweptRow): Promise<void> {
    await request("dropping a push", () =>
      this.#tables.client.send(
        new DeleteCommand({
          TableName: this.#tables.views,
          Key: { pk: partition(workspaceId, destinationId), sk: read.recordKey },
          ...unchanged(read),
        }),
      ),
    );
  }

  /** Forgets a row whose wish was told, unless there is a newer wish. */
  async forgetTold(workspaceId: string, destinationId: string, row: PushRow): Promise<void> {
    try {
      await this.drop(workspaceId, destinationId, row);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  /** Some of a destination, whatever their state. */
  async some(workspaceId: string, destinationId: string, limit: number): Promise<PushRow[]> {
    const answer = await request("listing pushes", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": partition(workspaceId, destinationId) },
          Limit: limit,
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Row.parse(item));
  }

  /** Of a destination that is no more. */
  async forget(
    workspaceId: string,
    destinationId: string,
    rows: readonly PushRow[],
  ): Promise<void> {
    const pk = partition(workspaceId, destinationId);
    await Promise.all(
      rows.map(({ recordKey: sk }) =>
        request("forgetting a push", () =>
          this.#tables.client.send(
            new DeleteCommand({ TableName: this.#tables.views, Key: { pk, sk } }),
          ),
        ),
      ),
    );
  }

  /** A slow push never settles a newer wish: that one stays pending. `at` in milliseconds. */
  async settle(
    workspaceId: string,
    destinationId: string,
    row: PushRow,
    outcome: Settled,
    at: number,
  ): Promise<void> {
    const isRefused = outcome.state === "refused";
    const refusal = {
      ":reason": isRefused ? outcome.reason : "",
      ":refused": refusedPartition(workspaceId, destinationId),
      ":key": row.recordKey,
    };
    try {
      await request("settling a push", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: { pk: partition(workspaceId, destinationId), sk: row.recordKey },
            UpdateExpression: `SET #state = :state, settledAt = :at${isRefused ? markRefused : clearRefused}`,
            ConditionExpression: "revision = :revision",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":state": outcome.state,
              ":revision": row.revision,
              ":at": at,
              ...(isRefused ? refusal : {}),
            },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

type Settled =
  | { readonly state: "confirmed" }
  | { readonly state: "refused"; readonly reason: string };

const markRefused =
  ", reason = :reason, refusedAt = if_not_exists(refusedAt, :at), pendingPk = :refused, pendingSk = :key";
const clearRefused = " REMOVE pendingPk, pendingSk, reason, refusedAt";

/** That the row still is as it was read. */
function unchanged(read: Pick<PushRow, "revision" | "state">) {
  return {
    ConditionExpression: "revision = :read AND #state = :state",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":read": read.revision, ":state": read.state },
  };
}

function partition(workspaceId: string, destinationId: string): string {
  return `${workspaceId}#push#${destinationId}`;
}

function refusedPartition(workspaceId: string, destinationId: string): string {
  return `${partition(workspaceId, destinationId)}#refused`;
}
