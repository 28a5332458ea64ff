import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import type { Change } from "../database/document-database.ts";
import { imageOf } from "../database/values.ts";
import type { VirtualTime } from "../virtual-time.ts";
import type { Surroundings } from "./surroundings.ts";

export type Publish = (
  shardId: string,
  records: DynamoDBRecord[],
) => Promise<DynamoDBBatchResponse>;

const mostRecords = 100;
const attempts = 11;

/** One shard: its records in order, at least once, halved where a batch fails. */
class Shard {
  readonly #time: VirtualTime;
  readonly #id: string;
  readonly #publish: Publish;
  readonly #wakesAfterMs: readonly [least: number, more: number];
  #records: DynamoDBRecord[] = [];
  #working = false;
  #size = mostRecords;
  #failures = 0;
  /** Records that were given up. */
  setAside = 0;

  constructor({ time, timing }: Surroundings, id: string, publish: Publish) {
    this.#time = time;
    this.#id = id;
    this.#publish = publish;
    this.#wakesAfterMs = timing === undefined ? [100, 900] : [0, timing.pollMs];
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  push(record: DynamoDBRecord): void {
    this.#records.push(record);
    const [least, more] = this.#wakesAfterMs;
    this.#wake(least + this.#time.random.next() * more);
  }

  #wake(delayMs: number): void {
    if (this.#working) return;
    this.#working = true;
    this.#time.after(delayMs, () => void this.#work());
  }

  async #work(): Promise<void> {
    const batch = this.#records.slice(0, this.#size);
    const done = await this.#done(batch);
    this.#records = this.#records.slice(done);
    if (done === batch.length) this.#size = mostRecords;
    else this.#retry(done);
    this.#working = false;
    if (!this.isEmpty) this.#wake(this.#failures > 0 ? 1_000 : 200);
  }

  /** Halving a batch is not counted as an attempt. */
  #retry(done: number): void {
    const isHalved = done > 0 || this.#size > 1;
    this.#failures = isHalved ? 1 : this.#failures + 1;
    this.#size = Math.max(1, Math.ceil(Math.min(this.#size, this.#records.length) / 2));
    if (this.#failures < attempts) return;
    this.#records.shift();
    this.setAside += 1;
    this.#failures = 0;
  }

  /** How many of the first records were published. */
  async #done(batch: DynamoDBRecord[]): Promise<number> {
    try {
      const { batchItemFailures } = await this.#publish(this.#id, batch);
      const [first] = batchItemFailures;
      if (first === undefined) {
        this.#failures = 0;
        return batch.length;
      }
      const at = batch.findIndex(
        ({ dynamodb }) => dynamodb?.SequenceNumber === first.itemIdentifier,
      );
      return Math.max(0, at);
    } catch {
      return 0;
    }
  }
}

/** The profiles' stream: every write in order per item, none joined with another. */
export class SimulatedStream {
  readonly #shards: readonly Shard[];
  #sequence = 0;

  constructor(around: Surroundings, shards: number, publish: Publish) {
    this.#shards = Array.from(
      { length: shards },
      (_, place) => new Shard(around, `shard-${place}`, publish),
    );
  }

  get isEmpty(): boolean {
    return this.#shards.every((shard) => shard.isEmpty);
  }

  get setAside(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.setAside, 0);
  }

  append({ before, after }: Change): void {
    const key = String((after ?? before)?.["pk"]);
    // The last letter is the partition of a profile.
    const place = key.charCodeAt(key.length - 1) % this.#shards.length;
    this.#sequence += 1;
    this.#shards[place]?.push(streamRecordOf(before, after, this.#sequence));
  }
}

/** As the stream shows a write. */
export function streamRecordOf(
  before: Change["before"],
  after: Change["after"],
  sequence: number,
): Readonly<Record<string, unknown>> {
  const eventName = before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY";
  return {
    eventID: String(sequence),
    eventName,
    dynamodb: {
      SequenceNumber: String(100_000_000_000 + sequence),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
    },
  };
}
