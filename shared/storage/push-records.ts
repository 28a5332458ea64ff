import { PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
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
  reason: z.string().exactOptional(),
  event: MembershipEvent,
});
export type PushRow = z.infer<typeof Row>;

/**
 * Desired and confirmed state per destination and record (law 7): pk
 * `{workspace}#push#{destination}`, sk the record's key; pending ones are also in the sparse index
 * `pending`. Access: by key, note, pending, settle.
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
            : {
                ConditionExpression: "revision = :read AND #state = :state",
                ExpressionAttributeNames: { "#state": "state" },
                ExpressionAttributeValues: { ":read": read.revision, ":state": read.state },
              }),
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

  async pending(workspaceId: string, destinationId: string, limit: number): Promise<PushRow[]> {
    const answer = await request("listing pending pushes", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          IndexName: "pending",
          KeyConditionExpression: "pendingPk = :pk",
          ExpressionAttributeValues: { ":pk": partition(workspaceId, destinationId) },
          Limit: limit,
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Row.parse(item));
  }

  /** A slow push never settles a newer wish: that one stays pending. */
  async settle(
    workspaceId: string,
    destinationId: string,
    row: PushRow,
    outcome:
      | { readonly state: "confirmed" }
      | { readonly state: "refused"; readonly reason: string },
  ): Promise<void> {
    const reason = outcome.state === "refused" ? outcome.reason : undefined;
    try {
      await request("settling a push", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.views,
            Key: { pk: partition(workspaceId, destinationId), sk: row.recordKey },
            UpdateExpression: `SET #state = :state${reason === undefined ? "" : ", reason = :reason"} REMOVE pendingPk, pendingSk${reason === undefined ? ", reason" : ""}`,
            ConditionExpression: "revision = :revision",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":state": outcome.state,
              ":revision": row.revision,
              ...(reason === undefined ? {} : { ":reason": reason }),
            },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

function partition(workspaceId: string, destinationId: string): string {
  return `${workspaceId}#push#${destinationId}`;
}
