import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Documents, type ItemKey, type Page } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Refused = z.object({
  /** Orders them; one for each instant and content. */
  id: z.string(),
  /** By Muster's clock, in milliseconds. */
  receivedAt: z.number(),
  reason: z.string(),
  /** Into what the mapping gave, where the fault has a place. */
  pointer: z.string().optional(),
  /** As it came, compressed. */
  body: z.instanceof(Uint8Array),
  expiresAt: z.number(),
});
export type RefusedWebhook = Omit<z.infer<typeof Refused>, "expiresAt">;

const keptSeconds = 30 * 86_400;

/**
 * Webhooks that were accepted but could not be read, for 30 days: pk
 * `{workspace}#refused#{connection}`, sk the id. Access: keep; oldest first; forget.
 */
export class RefusedWebhooks {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Refused, "a refused webhook");
  }

  /** Over the same one, where it was kept before. */
  async keep(workspaceId: string, connectionId: string, refused: RefusedWebhook): Promise<void> {
    const { id, receivedAt, reason, pointer, body } = refused;
    await request("keeping a refused webhook", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(workspaceId, connectionId, id),
          UpdateExpression:
            "SET id = :id, receivedAt = :at, reason = :reason, pointer = :pointer, body = :body, expiresAt = :expires",
          ExpressionAttributeValues: {
            ":id": id,
            ":at": receivedAt,
            ":reason": reason,
            ":pointer": pointer ?? "",
            ":body": body,
            ":expires": Math.floor(Date.now() / 1_000) + keptSeconds,
          },
        }),
      ),
    );
  }

  page(
    workspaceId: string,
    connectionId: string,
    limit: number,
    after?: string,
  ): Promise<Page<RefusedWebhook>> {
    return this.#documents.page(keyOf(workspaceId, connectionId, "").pk, "", limit, after);
  }

  forget(workspaceId: string, connectionId: string, id: string): Promise<void> {
    return this.#documents.delete(keyOf(workspaceId, connectionId, id));
  }
}

function keyOf(workspaceId: string, connectionId: string, id: string): ItemKey {
  return { pk: `${workspaceId}#refused#${connectionId}`, sk: id };
}
