import { createHash } from "node:crypto";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Waiting = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  /** Seconds since the epoch. */
  expiresAt: z.number(),
});
export type WaitingGrant = Pick<z.infer<typeof Waiting>, "workspaceId" | "connectionId">;

const keptSeconds = 600;

/**
 * The `state` of an OAuth redirect, by its hash, and the connection that waits for it: pk
 * `oauth#{sha256}`. Access: keep for ten minutes; take, which works once.
 */
export class OAuthStates {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Waiting, "an OAuth state");
  }

  async keep(state: string, waiting: WaitingGrant): Promise<void> {
    const expiresAt = Math.floor(Date.now() / 1_000) + keptSeconds;
    await this.#documents.put(keyOf(state), { ...waiting, expiresAt });
  }

  async take(state: string): Promise<WaitingGrant | undefined> {
    const { Attributes: taken } = await request("taking an OAuth state", () =>
      this.#tables.client.send(
        new DeleteCommand({
          TableName: this.#tables.registry,
          Key: keyOf(state),
          ReturnValues: "ALL_OLD",
        }),
      ),
    );
    const waiting = taken && Waiting.parse(taken);
    return waiting && waiting.expiresAt > Date.now() / 1_000 ? waiting : undefined;
  }
}

function keyOf(state: string): ItemKey {
  return { pk: `oauth#${createHash("sha256").update(state).digest("hex")}`, sk: "state" };
}
