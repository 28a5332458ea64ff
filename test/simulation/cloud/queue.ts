import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";
import type { Surroundings } from "./surroundings.ts";

export interface SentMessage {
  readonly body: string;
  readonly group: string | undefined;
  readonly delaySeconds: number;
}

interface Message extends SentMessage {
  readonly id: string;
  receives: number;
  /** Whether somebody works on it. */
  isOut: boolean;
  /** Virtual instant before which nobody receives it. */
  visibleAt: number;
}

export interface Delivery {
  readonly batchSize: number;
  readonly concurrency: number;
  readonly visibilitySeconds: number;
  readonly invoke: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

export const mostReceives = 200;
/** How long a message waits for somebody who looks, at most. */
const longestPollMs = 500;

/**
 * A standard queue and its event source mapping: in no order, at least once, what failed comes
 * back after the visibility time. Of several groups each has its turn.
 */
export class SimulatedQueue {
  readonly #time: VirtualTime;
  readonly #faults: () => Faults;
  readonly #messages = new Map<string, Message>();
  readonly #pollMs: number;
  #delivery: Delivery | undefined;
  #working = 0;
  #sent = 0;
  /** Given up after too many deliveries. */
  readonly expired: string[] = [];

  constructor({ time, faults, timing }: Surroundings) {
    this.#time = time;
    this.#faults = faults;
    this.#pollMs = timing?.pollMs ?? longestPollMs;
  }

  get length(): number {
    return this.#messages.size;
  }

  /** Messages that somebody could work on, or does. */
  get overdue(): number {
    const { elapsed } = this.#time;
    const messages = [...this.#messages.values()];
    return messages.filter((each) => each.receives > 0 || each.visibleAt <= elapsed).length;
  }

  get bodies(): readonly string[] {
    return [...this.#messages.values()].map(({ body }) => body);
  }

  deliverTo(delivery: Delivery): void {
    this.#delivery = delivery;
  }

  send(message: SentMessage): void {
    const copies = this.#time.random.chance(this.#faults().repeat) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#sent += 1;
      const id = `m${this.#sent}`;
      const visibleAt = this.#time.elapsed + message.delaySeconds * 1_000;
      this.#messages.set(id, { ...message, id, receives: 0, isOut: false, visibleAt });
      this.#lookAt(visibleAt);
    }
  }

  #lookAt(instant: number): void {
    const waitMs = instant - this.#time.elapsed + this.#time.random.next() * this.#pollMs;
    this.#time.after(waitMs, () => this.#poll());
  }

  #poll(): void {
    const delivery = this.#delivery;
    while (delivery !== undefined && this.#working < delivery.concurrency) {
      const batch = this.#receive(delivery);
      if (batch.length === 0) return;
      this.#working += 1;
      void this.#work(delivery, batch);
    }
  }

  #receive({ batchSize, visibilitySeconds }: Delivery): Message[] {
    const { elapsed, random } = this.#time;
    const visible = [...this.#messages.values()].filter(
      (each) => !each.isOut && each.visibleAt <= elapsed,
    );
    const batch: Message[] = [];
    const wanted = random.chance(0.3) ? 1 + random.below(batchSize) : batchSize;
    const most = Math.min(visible.length, wanted);
    while (batch.length < most) {
      const [message] = visible.splice(random.below(Math.min(visible.length, 20)), 1);
      if (message === undefined) break;
      message.receives += 1;
      message.isOut = true;
      message.visibleAt = elapsed + visibilitySeconds * 1_000;
      batch.push(message);
    }
    return batch;
  }

  async #work({ invoke }: Delivery, batch: readonly Message[]): Promise<void> {
    const failed = await failedOf(invoke, batch);
    this.#working -= 1;
    for (const message of batch) {
      message.isOut = false;
      // Now and then a message that was done is given once more.
      const comesAgain =
        failed.has(message.id) || this.#time.random.chance(this.#faults().repeat / 2);
      if (!comesAgain) this.#messages.delete(message.id);
      else if (message.receives < mostReceives) this.#lookAt(message.visibleAt);
      else {
        this.#messages.delete(message.id);
        this.expired.push(message.body);
      }
    }
    this.#poll();
  }
}

/** Ids of the messages that failed: all, where the function did not answer. */
async function failedOf(
  invoke: Delivery["invoke"],
  batch: readonly Message[],
): Promise<ReadonlySet<string>> {
  try {
    const { batchItemFailures } = await invoke({ Records: batch.map(recordOf) });
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  } catch {
    return new Set(batch.map(({ id }) => id));
  }
}

function recordOf({ id, body, group, receives }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "simulation",
      ApproximateFirstReceiveTimestamp: "0",
      ...(group === undefined ? {} : { MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:local:0:simulation",
    awsRegion: "local",
  };
}
