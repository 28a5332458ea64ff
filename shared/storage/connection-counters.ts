import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Counters = z.object({
  webhooks: z.number(),
  events: z.number(),
  /** Events of kinds that are not followed. */
  ignored: z.number(),
  changes: z.number(),
  /** Webhooks that could not be read, and are kept. */
  refused: z.number().default(0),
  /** By Muster's clock, in milliseconds. */
  lastReceivedAt: z.number(),
  /** From the newest change of the last webhook that told any, as its source dates it, to its arrival. */
  lagMs: z.number().exactOptional(),
});
export type Counters = z.infer<typeof Counters>;

/** What came in through a connection: pk `{workspace}#counters`, sk the connection. Access: add; one. */
export class ConnectionCounters {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Counters, "a connection's counters");
  }

  get(workspaceId: string, connectionId: string): Promise<Counters | undefined> {
    return this.#documents.get(keyOf(workspaceId, connectionId));
  }

  async add(workspaceId: string, connectionId: string, added: Counters): Promise<void> {
    await request("counting webhooks", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.registry,
          Key: keyOf(workspaceId, connectionId),
          UpdateExpression: `ADD webhooks :webhooks, events :events, ignored :ignored, changes :changes, refused :refused SET lastReceivedAt = :at${added.lagMs === undefined ? "" : ", lagMs = :lag"}`,
          ExpressionAttributeValues: {
            ":webhooks": added.webhooks,
            ":events": added.events,
            ":ignored": added.ignored,
            ":changes": added.changes,
            ":refused": added.refused,
            ":at": added.lastReceivedAt,
            ...(added.lagMs === undefined ? {} : { ":lag": added.lagMs }),
          },
        }),
      ),
    );
  }
}

function keyOf(workspaceId: string, connectionId: string): ItemKey {
  return { pk: `${workspaceId}#counters`, sk: connectionId };
}
