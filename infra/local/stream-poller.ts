import { join } from "node:path";
import { compileEventPattern, type EventMatcher } from "./bus/event-pattern.ts";
import { setAside } from "./failed-records.ts";
import type { LocalFunctions } from "./functions.ts";
import { Pause } from "./pause.ts";
import type { RunnerState } from "./runner-state.ts";
import { StreamDelivery } from "./stream-delivery.ts";
import type { StreamRecord } from "./stream-event.ts";
import { readableShards, ShardReader, type StreamSource } from "./stream-shards.ts";
import type { StreamMapping } from "./system-model.ts";

/** While something runs that may write, and while nothing does. */
const ACTIVE_MS = 15;
const IDLE_MS = 200;

export interface StreamSurroundings {
  readonly functions: LocalFunctions;
  readonly state: RunnerState;
  /** Holds one folder per bucket. */
  readonly bucketsFolder: string;
  /** Sees each record before the function does. */
  readonly onRecord: (record: StreamRecord) => void;
  readonly onError: (error: unknown) => void;
}

interface OpenShard {
  readonly reader: ShardReader;
  readonly delivery: StreamDelivery;
}

/** Feeds one function from one table's stream, as the event source mapping says. */
export class StreamPoller {
  readonly #mapping: StreamMapping;
  readonly #source: StreamSource;
  readonly #around: StreamSurroundings;
  readonly #filters: readonly EventMatcher[];
  readonly #pause = new Pause();
  readonly #stop = new AbortController();
  readonly #finished = new Set<string>();
  readonly #forget: () => void;
  #shards: OpenShard[] = [];
  #busy = true;
  #running: Promise<void> | undefined;

  constructor(mapping: StreamMapping, source: StreamSource, around: StreamSurroundings) {
    this.#mapping = mapping;
    this.#source = source;
    this.#around = around;
    this.#filters = mapping.filters.map((pattern) => compileEventPattern(pattern));
    this.#forget = around.functions.onSettled(() => this.#pause.end());
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves once nothing is under way; the rest is read at the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#forget();
    this.#pause.end();
    await this.#running;
  }

  /** Whether the stream holds records that are not handled, as it says at this moment. */
  async isPending(): Promise<boolean> {
    if (this.#busy) return true;
    this.#pause.end();
    const more = await Promise.all(this.#shards.map(({ reader }) => reader.hasMore()));
    return this.#busy || more.includes(true);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const found = await this.#round();
        this.#busy = false;
        if (!found) {
          const active = this.#around.functions.busy().length > 0;
          await this.#pause.atMost(active ? ACTIVE_MS : IDLE_MS);
        }
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#around.onError(error);
        // Reads on from the checkpoint, not from where the reader was.
        this.#shards = [];
        await this.#pause.atMost(IDLE_MS);
      }
    }
  }

  async #round(): Promise<boolean> {
    this.#shards = this.#shards.filter(({ reader }) => {
      if (reader.closed) this.#finished.add(reader.shardId);
      return !reader.closed;
    });
    if (this.#shards.length === 0) await this.#openShards();
    const found = await Promise.all(this.#shards.map((shard) => this.#readOn(shard)));
    return found.includes(true);
  }

  async #openShards(): Promise<void> {
    const ids = await readableShards(this.#source, (shardId) => !this.#finished.has(shardId));
    this.#shards = ids.map((shardId) => ({
      reader: new ShardReader(this.#source, shardId, this.#position(shardId)),
      delivery: this.#deliveryOf(shardId),
    }));
  }

  async #readOn({ reader, delivery }: OpenShard): Promise<boolean> {
    const records = await reader.take(this.#mapping.batchSize);
    if (records.length === 0) {
      await delivery.closeWindow(Date.now());
      return false;
    }
    this.#busy = true;
    for (const record of records) this.#around.onRecord(record);
    await delivery.deliver(records.filter((record) => this.#passes(record)));
    const last = records.at(-1);
    if (last) this.#checkpoint(reader.shardId, last.sequenceNumber);
    return true;
  }

  #passes({ json }: StreamRecord): boolean {
    return this.#filters.length === 0 || this.#filters.some((matches) => matches(json));
  }

  #deliveryOf(shardId: string): StreamDelivery {
    const { functions, bucketsFolder, onError } = this.#around;
    const { functionName, failureBucket } = this.#mapping;
    return new StreamDelivery(this.#mapping, shardId, {
      invoke: (event) => functions.invoke(functionName, event),
      checkpoint: (sequenceNumber) => this.#checkpoint(shardId, sequenceNumber),
      setAside: (failed) => setAside(join(bucketsFolder, failureBucket ?? "discarded"), failed),
      onError,
      signal: this.#stop.signal,
    });
  }

  get #consumer(): string {
    return `${this.#mapping.functionName} ${this.#source.streamArn}`;
  }

  #position(shardId: string): string | undefined {
    return this.#around.state.position(this.#consumer, shardId);
  }

  #checkpoint(shardId: string, sequenceNumber: string): void {
    if (this.#stop.signal.aborted) return;
    this.#around.state.savePosition(this.#consumer, shardId, sequenceNumber);
  }
}
