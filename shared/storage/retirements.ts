import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Documents, type ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Retirement = z.object({
  workspaceId: z.string(),
  segmentId: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Of a look after an edit: the segment's before it. */
  revision: z.number().exactOptional(),
});
export type Retirement = z.infer<typeof Retirement>;

const pk = "retirements";

/**
 * When segments are to be retired, or looked at after an edit of when: pk `retirements`, sk `{instant}#{workspace}#{segment}`.
 * Access: note one, those up to an instant, forget one.
 */
export class RetirementStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Retirement, "a retirement");
  }

  async note(retirement: Retirement): Promise<void> {
    await this.#documents.put(keyOf(retirement), retirement);
  }

  async upTo(instant: number): Promise<Retirement[]> {
    const answer = await request("reading retirements", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.registry,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND sk < :after",
          ExpressionAttributeValues: { ":pk": pk, ":after": sortKey(instant + 1) },
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Retirement.parse(item));
  }

  async forget(retirement: Retirement): Promise<void> {
    await this.#documents.delete(keyOf(retirement));
  }
}

function keyOf({ workspaceId, segmentId, at }: Retirement): ItemKey {
  return { pk, sk: `${sortKey(at)}#${workspaceId}#${segmentId}` };
}

/** Fixed width up to the year 5138, so that instants sort; years before 1970 are 0. */
function sortKey(instant: number): string {
  return String(Math.max(0, instant)).padStart(14, "0");
}
