import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { partitionOf, partitions } from "../profiles/profile-id.ts";
import { batchPut } from "./batch-put.ts";
import { request, type Tables } from "./tables.ts";

const Turn = z.object({
  segmentId: z.string(),
  profileId: z.string(),
  /** A merge hands memberships from one profile to another without anybody entering or leaving. */
  kind: z.enum(["entered", "exited", "inherited", "handed-over"]),
  at: z.string(),
  cause: Cause,
  revision: z.number(),
  segmentVersion: z.number(),
});
export type Turn = z.infer<typeof Turn>;

/** Whether a turn leaves the profile in the segment. */
export function isIn({ kind }: Pick<Turn, "kind">): boolean {
  return kind === "entered" || kind === "inherited";
}

/**
 * Every turn of every membership, kept for good: pk `{workspace}#turn#{segment}#{bucket}`, sk
 * `{profile}#{revision}`, which a repeat has again. Where `TransitionStore` tells what happened in order
 * of happening, this tells it by profile. Access: append; one profile's; all by profile,
 * also of one partition.
 */
export class TurnStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async append(workspaceId: string, turns: readonly Turn[]): Promise<void> {
    const items = turns.map((turn) => ({
      pk: bucketKey(workspaceId, turn.segmentId, partitionOf(turn.profileId)),
      sk: `${turn.profileId}#${String(turn.revision).padStart(12, "0")}`,
      ...turn,
    }));
    await batchPut(this.#tables, this.#tables.views, items);
  }

  /** By revision. */
  async ofProfile(workspaceId: string, segmentId: string, profileId: string): Promise<Turn[]> {
    const pk = bucketKey(workspaceId, segmentId, partitionOf(profileId));
    const found: Turn[] = [];
    for await (const page of this.#pages(pk, `${profileId}#`, `${profileId}#~`))
      found.push(...page);
    return found;
  }

  /** All turns by profile, then revision, page by page; those of profiles after the given one. */
  async *byProfile(
    workspaceId: string,
    segmentId: string,
    after: string | undefined,
  ): AsyncGenerator<Turn[]> {
    const first = after === undefined ? "" : partitionOf(after);
    for (const bucket of partitions) {
      if (bucket < first) continue;
      const from = bucket === first && after !== undefined ? `${after}#~` : "0";
      yield* this.#pages(bucketKey(workspaceId, segmentId, bucket), from, "~");
    }
  }

  /** Those of one partition by profile, then revision, page by page. */
  inPartition(workspaceId: string, segmentId: string, partition: string): AsyncGenerator<Turn[]> {
    return this.#pages(bucketKey(workspaceId, segmentId, partition), "0", "~");
  }

  async *#pages(pk: string, from: string, to: string): AsyncGenerator<Turn[]> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const start = ExclusiveStartKey;
      const answer = await request("reading turns", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.views,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues: { ":pk": pk, ":from": from, ":to": to },
            ExclusiveStartKey: start,
          }),
        ),
      );
      yield (answer.Items ?? []).map((item) => Turn.parse(item));
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
}

function bucketKey(workspaceId: string, segmentId: string, bucket: string): string {
  return `${workspaceId}#turn#${segmentId}#${bucket}`;
}
