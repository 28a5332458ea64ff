import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { ConflictError } from "../runtime/errors.ts";
import { type Moment, msSince, thisMoment } from "../runtime/moment.ts";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Budget = z.object({ spentUntil: z.number() });

/** A limit that a system's answers spoke of, and when: by the wall clock, in ms. */
const StoredLimit = z.object({ requests: z.number(), perMs: z.number(), at: z.number() });
type StoredLimit = z.infer<typeof StoredLimit>;

/** Another function may have heard of another limit meanwhile. */
const limitCachedMs = 30_000;

/** How fast requests may follow each other. */
export interface Pace {
  /** Between two requests, in the long run. */
  readonly spacingMs: number;
  /** How far requests may run ahead of it. */
  readonly burstMs: number;
}

/**
 * What a connection's requests have used up, shared by every function that sends some: one instant,
 * which each request moves on by the spacing (the generic cell rate algorithm, ITU-T I.371). A
 * request may be sent while that instant is less than the burst ahead. pk
 * `{workspace}#budget#{connection}`, sk `budget`; beside it, sk `limit`, what the system's answers
 * say it takes. By the wall clock, in ms. Access: take one; pause all; how far it is
 * used up; the limit heard last.
 */
export class RequestBudgets {
  readonly #tables: Tables;
  readonly #documents;
  readonly #limits;
  readonly #limitsRead = new Map<string, { limit: StoredLimit | undefined; readAt: Moment }>();

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Budget, "a request budget");
    this.#limits = new Documents(tables, "registry", StoredLimit, "a request limit");
  }

  /** What was heard last, by whichever function; as of half a minute ago. */
  async limit(workspaceId: string, connectionId: string): Promise<StoredLimit | undefined> {
    const { pk } = keyOf(workspaceId, connectionId);
    const known = this.#limitsRead.get(pk);
    if (known !== undefined && msSince(known.readAt) < limitCachedMs) return known.limit;
    const readAt = thisMoment();
    const limit = await this.#limits.get({ pk, sk: "limit" });
    this.#limitsRead.set(pk, { limit, readAt });
    return limit;
  }

  /** Of two who heard at once either may be kept: the next answer says it again. */
  async hear(workspaceId: string, connectionId: string, limit: StoredLimit): Promise<void> {
    const { pk } = keyOf(workspaceId, connectionId);
    await this.#limits.put({ pk, sk: "limit" }, limit);
    this.#limitsRead.set(pk, { limit, readAt: thisMoment() });
  }

  /** 0 where the request may be sent now; else after how many milliseconds to ask again. */
  async take(workspaceId: string, connectionId: string, pace: Pace): Promise<number> {
    const key = keyOf(workspaceId, connectionId);
    const now = Date.now();
    const { spacingMs, burstMs } = pace;
    const isBusy = "spentUntil BETWEEN :now AND :latest";
    const latest = now + burstMs;
    const moved = "SET spentUntil = spentUntil + :spacing";
    const goesOn = { ":now": now, ":latest": latest, ":spacing": spacingMs };
    if (await this.#update(key, moved, isBusy, goesOn)) return 0;
    const isIdle = "attribute_not_exists(pk) OR spentUntil < :now";
    const begins = { ":now": now, ":next": now + spacingMs };
    if (await this.#update(key, "SET spentUntil = :next", isIdle, begins)) return 0;
    const { spentUntil } = (await this.#documents.get(key)) ?? { spentUntil: now };
    return Math.max(1, spentUntil - latest);
  }

  /** Up to which instant requests have used it up; 0 where none was sent. */
  async spentUntil(workspaceId: string, connectionId: string): Promise<number> {
    return (await this.#documents.get(keyOf(workspaceId, connectionId)))?.spentUntil ?? 0;
  }

  /** Nobody sends until then. `burstMs` is the largest that anybody is allowed. */
  async pause(
    workspaceId: string,
    connectionId: string,
    until: number,
    burstMs: number,
  ): Promise<void> {
    const isLater = "attribute_not_exists(pk) OR spentUntil < :until";
    const key = keyOf(workspaceId, connectionId);
    await this.#update(key, "SET spentUntil = :until", isLater, { ":until": until + burstMs + 1 });
  }

  /** False where the condition does not hold. */
  async #update(
    key: ItemKey,
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>,
  ): Promise<boolean> {
    const TableName = this.#tables.registry;
    try {
      await request("spending a request", () =>
        this.#tables.client.send(
          new UpdateCommand({
            TableName,
            Key: key,
            UpdateExpression,
            ConditionExpression,
            ExpressionAttributeValues,
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

function keyOf(workspaceId: string, connectionId: string): ItemKey {
  return { pk: `${workspaceId}#budget#${connectionId}`, sk: "budget" };
}
