import { readBatchResponse } from "./batch-failures.ts";
import { compileEventPattern, type EventMatcher } from "./bus/event-pattern.ts";
import type { LocalFunctions } from "./functions.ts";
import type { ReceivedMessage } from "./queues/message.ts";
import { QueueError } from "./queues/queue-error.ts";
import type { QueueStore } from "./queues/queue-store.ts";
import { filterable, sqsEvent } from "./sqs-event.ts";
import type { QueueMapping } from "./system-model.ts";

/** Batches in flight where the mapping sets no limit: enough for one machine. */
const CONCURRENCY = 5;
/** SQS hands out at most this many messages at once. */
const MOST_AT_ONCE = 10;

/** Milliseconds until a failed message comes back: short, growing threefold, jittered. */
export function backoff(receiveCount: number, random: number = Math.random()): number {
  return Math.min(200 * 3 ** (receiveCount - 1), 30_000) * (0.75 + random / 2);
}

/** Feeds one function from one queue, as the event source mapping says. */
export class SqsPoller {
  readonly #mapping: QueueMapping;
  readonly #queues: QueueStore;
  readonly #functions: LocalFunctions;
  readonly #onError: (error: unknown) => void;
  readonly #filters: readonly EventMatcher[];
  readonly #forget: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #inFlight = 0;
  #retrying = 0;
  #windowOpen = false;
  #stopped = false;

  constructor(
    mapping: QueueMapping,
    queues: QueueStore,
    functions: LocalFunctions,
    onError: (error: unknown) => void,
  ) {
    this.#mapping = mapping;
    this.#queues = queues;
    this.#functions = functions;
    this.#onError = onError;
    this.#filters = mapping.filters.map((pattern) => compileEventPattern(pattern));
    this.#forget = queues.onAvailable((name) => {
      if (name === mapping.queueName) setImmediate(() => this.poll());
    });
  }

  /** Failed messages that wait for their next attempt. */
  get retrying(): number {
    return this.#retrying;
  }

  /** Takes what is there, up to the limit of batches in flight. */
  poll(): void {
    if (this.#stopped || this.#windowOpen) return;
    const { queueName, windowMs } = this.#mapping;
    const visible = windowMs === 0 ? 0 : this.#queues.depth(queueName).visible;
    if (visible > 0 && visible < this.#mapping.batchSize) {
      this.#windowOpen = true;
      this.#later(windowMs, () => {
        this.#windowOpen = false;
        this.#take();
      });
    } else {
      this.#take();
    }
  }

  /** Takes no more; what is in flight is given back at the next start. */
  stop(): void {
    this.#stopped = true;
    this.#forget();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #take(): void {
    const limit = this.#mapping.maxConcurrency ?? CONCURRENCY;
    while (!this.#stopped && this.#inFlight < Math.min(limit, CONCURRENCY)) {
      const messages = this.#receive();
      if (messages.length === 0) return;
      this.#inFlight += 1;
      void this.#handle(messages).finally(() => {
        this.#inFlight -= 1;
        this.poll();
      });
    }
  }

  #receive(): ReceivedMessage[] {
    const { queueName, batchSize } = this.#mapping;
    const received: ReceivedMessage[] = [];
    while (received.length < batchSize) {
      const max = Math.min(batchSize - received.length, MOST_AT_ONCE);
      const more = this.#queues.receive(queueName, { max });
      if (more.length === 0) break;
      // As on AWS, what no filter lets through is deleted.
      for (const message of more) {
        if (this.#passes(message)) received.push(message);
        else this.#queues.delete(queueName, message.receiptHandle);
      }
    }
    return received;
  }

  #passes(message: ReceivedMessage): boolean {
    if (this.#filters.length === 0) return true;
    const record = filterable(message);
    return this.#filters.some((matches) => matches(record));
  }

  async #handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const { queueName, functionName, reportsItemFailures } = this.#mapping;
    const identifiers = messages.map(({ messageId }) => messageId);
    let failed: ReadonlySet<string> = new Set(identifiers);
    try {
      const answer = await this.#functions.invoke(functionName, sqsEvent(queueName, messages));
      failed = reportsItemFailures ? readBatchResponse(answer, identifiers).failed : new Set();
    } catch (error) {
      if (!this.#stopped) this.#onError(error);
    }
    if (this.#stopped) return;
    this.#queues.transaction(() => {
      for (const { messageId, receiptHandle } of messages) {
        if (!failed.has(messageId)) this.#queues.delete(queueName, receiptHandle);
      }
    });
    for (const message of messages) if (failed.has(message.messageId)) this.#giveBack(message);
  }

  /** On AWS the queue's own timeout would pass first; nobody here wants to wait minutes. */
  #giveBack({ receiptHandle, receiveCount }: ReceivedMessage): void {
    this.#retrying += 1;
    this.#later(backoff(receiveCount), () => {
      this.#retrying -= 1;
      try {
        this.#queues.changeVisibility(this.#mapping.queueName, receiptHandle, 0);
      } catch (error) {
        // Its timeout has passed meanwhile, so it has come back already.
        if (!(error instanceof QueueError && error.refusal === "MessageNotInflight")) throw error;
      }
    });
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#stopped) act();
    }, ms);
    this.#timers.add(timer);
  }
}
