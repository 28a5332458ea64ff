import { createHash } from "node:crypto";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import type { Sealer } from "./sealing/sealer.ts";
import { SecretMembers } from "./sealing/secret-members.ts";
import { request, type Tables } from "./tables.ts";

const Waiting = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  /** PKCE's, which never leaves until the code is exchanged. */
  verifier: z.string(),
  /** Seconds since the epoch. */
  expiresAt: z.number(),
});
export type WaitingGrant = Pick<
  z.infer<typeof Waiting>,
  "workspaceId" | "connectionId" | "verifier"
>;

const keptSeconds = 600;

/**
 * The `state` of an OAuth redirect, by its hash, and the connection that waits for it: pk
 * `oauth#{sha256}`; the verifier rests sealed. Access: keep for ten minutes; take, which works once.
 */
export class OAuthStates {
  readonly #tables: Tables;
  readonly #documents;
  readonly #secrets: SecretMembers;

  constructor(tables: Tables, sealer: Sealer) {
    this.#tables = tables;
    this.#secrets = new SecretMembers(sealer, "verifier");
    this.#documents = new Documents(tables, "registry", Waiting, "an OAuth state", this.#secrets);
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
    if (taken === undefined) return undefined;
    // One from before there was PKCE is as good as used up.
    const waiting = Waiting.safeParse(await this.#secrets.open(taken, keyOf(state))).data;
    return waiting && waiting.expiresAt > Date.now() / 1_000 ? waiting : undefined;
  }
}

function keyOf(state: string): ItemKey {
  return { pk: `oauth#${createHash("sha256").update(state).digest("hex")}`, sk: "state" };
}
