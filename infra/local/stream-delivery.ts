import { setTimeout as wait } from "node:timers/promises";
import { readBatchResponse } from "./batch-failures.ts";
import type { SetAside } from "./failed-records.ts";
import { type StreamRecord, streamEvent, type TumblingWindow } from "./stream-event.ts";
import type { StreamMapping } from "./system-model.ts";

export interface DeliverySurroundings {
  readonly invoke: (event: object) => Promise<unknown>;
  /** Makes durable that nothing up to this record needs handling any more. */
  readonly checkpoint: (sequenceNumber: string) => void;
  readonly setAside: (failed: SetAside) => void;
  readonly onError: (error: unknown) => void;
  /** Aborts waits between attempts. */
  readonly signal: AbortSignal;
}

/**
 * Hands records of one shard to the function in order, as Lambda does: halves a failing batch where
 * the mapping says so, tries again within its limits, sets aside what keeps failing and goes on.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export class StreamDelivery {
  readonly #mapping: StreamMapping;
  readonly #shardId: string;
  readonly #around: DeliverySurroundings;
  #window: TumblingWindow | undefined;

  constructor(mapping: StreamMapping, shardId: string, around: DeliverySurroundings) {
    this.#mapping = mapping;
    this.#shardId = shardId;
    this.#around = around;
  }

  /** Resolves once every record is handled or set aside. @throws AbortError */
  async deliver(records: readonly StreamRecord[]): Promise<void> {
    let remaining = records;
    let attempts = 0;
    while (remaining.length > 0) {
      this.#around.signal.throwIfAborted();
      const handled = await this.#attempt(remaining);
      const last = remaining[handled - 1];
      if (last) this.#around.checkpoint(last.sequenceNumber);
      remaining = remaining.slice(handled);
      if (remaining.length === 0) return;
      attempts = handled > 0 ? 1 : attempts + 1;
      if (this.#mapping.bisects && remaining.length > 1) {
        const middle = Math.ceil(remaining.length / 2);
        await this.deliver(remaining.slice(0, middle));
        remaining = remaining.slice(middle);
        attempts = 0;
      } else if (this.#isHopeless(remaining, attempts)) {
        this.#giveUp(remaining, attempts);
        return;
      } else {
        await wait(Math.min(100 * 2 ** attempts, 5000), undefined, this.#around);
      }
    }
  }

  /** Ends a window that is over with Lambda's final invocation for it. */
  async closeWindow(now: number): Promise<void> {
    const window = this.#window;
    if (window === undefined || now < window.end) return;
    this.#window = undefined;
    const { tableName } = this.#mapping;
    try {
      const context = { window, isFinal: true };
      await this.#around.invoke(streamEvent(tableName, this.#shardId, [], context));
    } catch (error) {
      this.#around.onError(error);
    }
  }

  /** How many of the records, from the first on, were handled. */
  async #attempt(records: readonly StreamRecord[]): Promise<number> {
    const { tableName, reportsItemFailures } = this.#mapping;
    const identifiers = records.map(({ sequenceNumber }) => sequenceNumber);
    const window = await this.#openWindow(Date.now());
    const context = window && { window, isFinal: false };
    try {
      const answer = await this.#around.invoke(
        streamEvent(tableName, this.#shardId, records, context),
      );
      const { failed, state } = readBatchResponse(answer, identifiers);
      if (window) this.#window = { ...window, state: state ?? {} };
      const first = identifiers.findIndex((identifier) => failed.has(identifier));
      return reportsItemFailures && first >= 0 ? first : records.length;
    } catch (error) {
      this.#around.signal.throwIfAborted();
      this.#around.onError(error);
      return 0;
    }
  }

  async #openWindow(now: number): Promise<TumblingWindow | undefined> {
    const length = this.#mapping.tumblingWindowMs;
    if (length === undefined) return undefined;
    await this.closeWindow(now);
    const start = Math.floor(now / length) * length;
    this.#window ??= { start, end: start + length, state: {} };
    return this.#window;
  }

  #isHopeless(records: readonly StreamRecord[], attempts: number): boolean {
    const { maxRetries = Number.POSITIVE_INFINITY } = this.#mapping;
    return attempts > maxRetries || this.#isTooOld(records);
  }

  /** Age counts only for what has failed: a machine that was off for a night loses nothing. */
  #isTooOld(records: readonly StreamRecord[]): boolean {
    const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#mapping;
    return Date.now() - (records[0]?.createdAt ?? 0) > maxAgeMs;
  }

  #giveUp(records: readonly StreamRecord[], attempts: number): void {
    const { tableName, functionName } = this.#mapping;
    const condition = this.#isTooOld(records) ? "RecordAgeExceeded" : "RetryAttemptsExhausted";
    const shardId = this.#shardId;
    this.#around.setAside({ tableName, shardId, functionName, attempts, condition, records });
    const last = records.at(-1);
    if (last) this.#around.checkpoint(last.sequenceNumber);
  }
}
