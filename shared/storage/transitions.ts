import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { batchPut } from "./batch-put.ts";
import { Documents } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Transition = z.object({
  /** Its place in the segment's sequence, from 1, without gaps. */
  number: z.number(),
  segmentId: z.string(),
  profileId: z.string(),
  kind: z.enum(["entered", "exited"]),
  at: z.string(),
  cause: Cause,
  revision: z.number(),
  segmentVersion: z.number(),
  /** Wall clock, in milliseconds. */
  publishedAt: z.number(),
});
export type Transition = z.infer<typeof Transition>;

/** A transition whose write failed for longer than this is passed over by readers. */
const gapClosesAfterMs = 60_000;

/**
 * Who entered and left, when and why: pk `{workspace}#transition#{segment}`, sk its number in
 * the order of publishing, which a repeat has again. Access: append; in order, from a
 * number on; the newest. Readers stop before a gap: what is being written behind them is not missed.
 */
export class TransitionStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "views", Transition, "transitions");
  }

  async append(
    workspaceId: string,
    transitions: readonly Omit<Transition, "publishedAt">[],
  ): Promise<void> {
    const publishedAt = Date.now();
    const items = transitions.map((each) => ({
      pk: partition(workspaceId, each.segmentId),
      sk: sortKey(each.number),
      ...each,
      publishedAt,
    }));
    await batchPut(this.#tables, this.#tables.views, items);
  }

  /** Those after a number (0: from the first), in order. */
  async after(
    workspaceId: string,
    segmentId: string,
    number: number,
    limit: number,
  ): Promise<Transition[]> {
    const start = number === 0 ? undefined : sortKey(number);
    const page = await this.#documents.page(partition(workspaceId, segmentId), "", limit, start);
    const complete: Transition[] = [];
    for (const each of page.items) {
      const expected = (complete.at(-1)?.number ?? number) + 1;
      const isGap = each.number !== expected;
      if (isGap && each.publishedAt > Date.now() - gapClosesAfterMs) break;
      complete.push(each);
    }
    return complete;
  }

  /** The last one published; undefined where nobody ever entered. */
  async latest(workspaceId: string, segmentId: string): Promise<Transition | undefined> {
    const [latest] = await this.newest(workspaceId, segmentId, 1);
    return latest;
  }

  /** The last ones published, the newest first; those before a number where one is given. */
  async newest(
    workspaceId: string,
    segmentId: string,
    limit: number,
    before?: number,
  ): Promise<Transition[]> {
    const pk = partition(workspaceId, segmentId);
    const start = before === undefined ? {} : { ExclusiveStartKey: { pk, sk: sortKey(before) } };
    const answer = await request("reading a transition", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": pk },
          ScanIndexForward: false,
          Limit: limit,
          ...start,
        }),
      ),
    );
    return (answer.Items ?? []).map((item) => Transition.parse(item));
  }
}

function sortKey(number: number): string {
  return String(number).padStart(12, "0");
}

function partition(workspaceId: string, segmentId: string): string {
  return `${workspaceId}#transition#${segmentId}`;
}
