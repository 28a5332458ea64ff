import { createHash } from "node:crypto";
import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Renewal = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  /** When its tokens were last given or renewed. */
  renewedAt: z.number().default(0),
  /** Whose turn it is, since when, and until when nobody else's. */
  holder: z.string().optional(),
  startedAt: z.number().optional(),
  heldUntil: z.number().default(0),
  /** The source could not renew: nobody asks it again before this. */
  pausedUntil: z.number().default(0),
});
type Renewal = z.infer<typeof Renewal>;

/** Whose tokens are renewed. */
interface Renewed {
  readonly workspaceId: string;
  readonly connectionId: string;
}

export type Turn =
  /** `interruptedAt`: somebody's exchange began then and was never finished. */
  | { readonly kind: "ours"; readonly interruptedAt: number | undefined }
  | { readonly kind: "theirs" }
  | { readonly kind: "paused"; readonly until: number };

const shards = 16;

/**
 * Who renews a connection's tokens: one worker at a time, and the turn of one that crashed runs
 * out. pk `renewals#{shard}`, sk `{workspace}#{connection}`. Access: take and end a turn, those
 * not renewed for long; all. By the wall clock, in ms.
 */
export class AccessRenewals {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Renewal, "a renewal");
  }

  async take(renewed: Renewed, holder: string, heldUntil: number): Promise<Turn> {
    const now = Date.now();
    const before = await this.#documents.get(keyOf(renewed));
    if (before !== undefined && before.pausedUntil > now)
      return { kind: "paused", until: before.pausedUntil };
    if (before !== undefined && before.heldUntil > now) return { kind: "theirs" };
    const taken = await this.#update(
      renewed,
      "SET workspaceId = :workspace, connectionId = :connection, holder = :holder, startedAt = :now, heldUntil = :until",
      "attribute_not_exists(heldUntil) OR heldUntil <= :now",
      { ":holder": holder, ":now": now, ":until": heldUntil },
    );
    return taken ? { kind: "ours", interruptedAt: interruptionOf(before) } : { kind: "theirs" };
  }

  /** New tokens are stored, or others are there already. */
  async finish(renewed: Renewed, holder: string, renewedAt: number): Promise<void> {
    await this.#end(renewed, holder, "renewedAt", renewedAt);
  }

  /** The source could not renew: the next one waits until then. */
  async pause(renewed: Renewed, holder: string, pausedUntil: number): Promise<void> {
    await this.#end(renewed, holder, "pausedUntil", pausedUntil);
  }

  /** Notes tokens that came otherwise than by a renewal: by a grant. */
  async note(renewed: Renewed, renewedAt: number): Promise<void> {
    const set =
      "SET workspaceId = :workspace, connectionId = :connection, renewedAt = :at REMOVE pausedUntil";
    await this.#update(renewed, set, undefined, { ":at": renewedAt });
  }

  async forget(renewed: Renewed): Promise<void> {
    await request("forgetting a renewal", () =>
      this.#tables.client.send(
        new DeleteCommand({ TableName: this.#tables.registry, Key: keyOf(renewed) }),
      ),
    );
  }

  /** Whose tokens are older than `before`. */
  async idleSince(before: number): Promise<readonly Renewed[]> {
    const all = await this.all();
    return all.filter(({ renewedAt }) => renewedAt < before);
  }

  /** Every connection, of whatever workspace, that was granted access, or has records to import. */
  async all(): Promise<readonly Renewal[]> {
    const all = await Promise.all(
      Array.from({ length: shards }, (_, shard) => this.#documents.all(`renewals#${shard}`, "")),
    );
    return all.flat();
  }

  async #end(
    renewed: Renewed,
    holder: string,
    name: "renewedAt" | "pausedUntil",
    at: number,
  ): Promise<void> {
    await this.#update(
      renewed,
      `SET workspaceId = :workspace, connectionId = :connection, ${name} = :at REMOVE holder, startedAt, heldUntil`,
      "holder = :holder",
      { ":holder": holder, ":at": at },
    );
  }

  /** False where the condition did not hold. */
  async #update(
    renewed: Renewed,
    update: string,
    condition: string | undefined,
    values: Readonly<Record<string, string | number>>,
  ): Promise<boolean> {
    try {
      await request("noting a renewal", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName: this.#tables.registry,
            Key: keyOf(renewed),
            UpdateExpression: update,
            ...(condition === undefined ? {} : { ConditionExpression: condition }),
            ExpressionAttributeValues: {
              ":workspace": renewed.workspaceId,
              ":connection": renewed.connectionId,
              ...values,
            },
          }),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }
}

/** A turn that ended leaves no holder. */
function interruptionOf(before: Renewal | undefined): number | undefined {
  return before?.holder === undefined ? undefined : before.startedAt;
}

function keyOf({ workspaceId, connectionId }: Renewed): ItemKey {
  const sk = `${workspaceId}#${connectionId}`;
  const shard = createHash("sha256").update(sk).digest().readUInt32BE() % shards;
  return { pk: `renewals#${shard}`, sk };
}
