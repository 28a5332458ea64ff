import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import { type StreamRecord, streamRecord } from "./stream-event.ts";

export interface StreamSource {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly tableName: string;
  readonly startsAt: "TRIM_HORIZON" | "LATEST";
}

/** The shards of the stream whose parents are gone or not in `unread`. */
export async function readableShards(
  source: StreamSource,
  unread: (shardId: string) => boolean,
): Promise<string[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription: stream } = await source.client.send(
      new DescribeStreamCommand({ StreamArn: source.streamArn, ExclusiveStartShardId: after }),
    );
    shards.push(...(stream?.Shards ?? []));
    after = stream?.LastEvaluatedShardId;
  } while (after !== undefined);
  const ids = new Set(shards.map(({ ShardId }) => ShardId));
  return shards
    .filter(({ ParentShardId: parent }) => !parent || !ids.has(parent) || !unread(parent))
    .flatMap(({ ShardId }) => (ShardId !== undefined && unread(ShardId) ? [ShardId] : []));
}

/** Reads one shard onwards from a position; what was taken is not read again. */
export class ShardReader {
  readonly shardId: string;
  readonly #source: StreamSource;
  #position: string | undefined;
  #iterator: string | undefined;
  #closed = false;

  constructor(source: StreamSource, shardId: string, position: string | undefined) {
    this.#source = source;
    this.shardId = shardId;
    this.#position = position;
  }

  /** The shard has split or ended, and everything in it is taken. */
  get closed(): boolean {
    return this.#closed;
  }

  async take(limit: number): Promise<StreamRecord[]> {
    const { records, next } = await this.#read(limit);
    this.#iterator = next;
    this.#closed = next === undefined;
    this.#position = records.at(-1)?.sequenceNumber ?? this.#position;
    return records;
  }

  /** Whether there is something to take. */
  async hasMore(): Promise<boolean> {
    return !this.#closed && (await this.#read(1)).records.length > 0;
  }

  async #read(limit: number): Promise<{ records: StreamRecord[]; next: string | undefined }> {
    this.#iterator ??= await this.#iteratorAfter(this.#position);
    try {
      const { Records = [], NextShardIterator: next } = await this.#source.client.send(
        new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: limit }),
      );
      const { tableName } = this.#source;
      return { records: Records.map((record) => streamRecord(tableName, record)), next };
    } catch (error) {
      if (error instanceof ExpiredIteratorException) this.#iterator = undefined;
      if (error instanceof TrimmedDataAccessException) {
        this.#iterator = undefined;
        this.#position = undefined;
      }
      throw error;
    }
  }

  async #iteratorAfter(position: string | undefined): Promise<string | undefined> {
    const { client, streamArn: StreamArn, startsAt } = this.#source;
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: this.shardId,
        ...(position === undefined
          ? { ShardIteratorType: startsAt }
          : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position }),
      }),
    );
    return ShardIterator;
  }
}
