import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { Announcements } from "./announcements.ts";
import { Turns } from "./delivery.ts";
import {
  checkMessage,
  checkSeconds,
  MAX_RECEIVE,
  MAX_VISIBILITY_SECONDS,
  type OutgoingMessage,
  type ReceivedMessage,
} from "./message.ts";
import {
  type QueueDefinition,
  type QueueDepth,
  type QueueSettings,
  queueDefinitionSchema,
} from "./queue-definition.ts";
import { QueueError } from "./queue-error.ts";
import { depthRowSchema, openQueueDatabase } from "./queue-schema.ts";
import { prepareStatements, type Statements, stateAfter } from "./queue-statements.ts";
import { seqOf } from "./receipt.ts";
import { WakeUp } from "./wake-up.ts";

export interface ReceiveOptions {
  /** 1–10, 1 where absent. */
  readonly max?: number | undefined;
  /** Seconds; the queue's own timeout where absent. */
  readonly visibilityTimeout?: number | undefined;
}

const instantRowSchema = z.object({ at: z.number().nullable() });
const turnRowSchema = z.object({ turn: z.number() });

/**
 * Standard SQS queues in one SQLite file: at least once, unordered, fair between message groups.
 * What a call has returned outlives `kill -9`. `now` gives milliseconds and may jump forward; after
 * a jump call `wake()`. One process owns the file.
 */
export class QueueStore {
  readonly #database: DatabaseSync;
  readonly #run: Statements;
  readonly #now: () => number;
  readonly #queues = new Map<string, QueueDefinition>();
  readonly #news = new Announcements();
  readonly #turns: Turns;
  readonly #wakeUp: WakeUp;
  #nesting = 0;

  constructor(path: string, now: () => number) {
    this.#database = openQueueDatabase(path);
    this.#run = prepareStatements(this.#database);
    this.#now = now;
    this.#wakeUp = new WakeUp(now, () => this.wake());
    this.#turns = new Turns(this.#run, turnRowSchema.parse(this.#run.lastServed.get()).turn);
  }

  /** Declares a queue; its messages of an earlier run are there again. */
  addQueue(settings: QueueSettings): void {
    const queue = queueDefinitionSchema.parse(settings);
    this.#queues.set(queue.name, queue);
    this.wake();
  }

  queueNames(): string[] {
    return [...this.#queues.keys()];
  }

  /** @throws QueueError QueueDoesNotExist */
  definition(queueName: string): QueueDefinition {
    const queue = this.#queues.get(queueName);
    if (queue) return queue;
    throw new QueueError("QueueDoesNotExist", `The queue '${queueName}' does not exist.`);
  }

  /** Runs `work` as one transaction: all of its sends become durable together, or none. */
  transaction<T>(work: () => T): T {
    if (this.#nesting > 0) return work();
    this.#database.exec("begin immediate");
    this.#nesting = 1;
    try {
      const result = work();
      this.#database.exec("commit");
      return result;
    } catch (error) {
      this.#news.forget();
      // A full disk may have rolled it back already.
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
    } finally {
      this.#nesting = 0;
      this.#news.announce();
    }
  }

  /** @throws QueueError that says what is wrong with the message */
  send(queueName: string, message: OutgoingMessage): { messageId: string } {
    const queue = this.definition(queueName);
    checkMessage(message);
    const now = this.#now();
    const delayMs = (message.delaySeconds ?? queue.delaySeconds) * 1000;
    const attributes = message.attributes ?? {};
    const messageId = randomUUID();
    return this.transaction(() => {
      this.#run.insert.run(
        queueName,
        message.groupId ?? "",
        stateAfter(delayMs),
        now + delayMs,
        messageId,
        message.groupId ?? null,
        message.body,
        JSON.stringify(attributes),
        attributes["dueAt"] === undefined ? 0 : 1,
        now,
      );
      if (delayMs > 0) this.#wakeUp.by(now + delayMs);
      else this.#news.note(queueName);
      return { messageId };
    });
  }

  /** Up to `max` visible messages, quiet groups first; each is invisible until its timeout. */
  receive(queueName: string, options: ReceiveOptions = {}): ReceivedMessage[] {
    const queue = this.definition(queueName);
    const max = options.max ?? 1;
    if (!Number.isInteger(max) || max < 1 || max > MAX_RECEIVE) {
      const reason = "MaxNumberOfMessages must be a whole number from 1 to 10.";
      throw new QueueError("InvalidParameterValue", reason);
    }
    const timeout = options.visibilityTimeout ?? queue.visibilityTimeoutSeconds;
    checkSeconds("VisibilityTimeout", timeout, MAX_VISIBILITY_SECONDS);
    const { deadLetterQueue } = queue;
    if (deadLetterQueue !== undefined) this.definition(deadLetterQueue);
    return this.transaction(() => {
      this.#promote(queueName);
      const now = this.#now();
      const invisibleUntil = now + timeout * 1000;
      const { taken, gaveUp } = this.#turns.take(queue, max, now, invisibleUntil);
      if (gaveUp && deadLetterQueue !== undefined) this.#news.note(deadLetterQueue);
      if (taken.length > 0) this.#wakeUp.by(invisibleUntil);
      return [...taken];
    });
  }

  /** Without effect for a receipt that a later receive has replaced. @throws QueueError */
  delete(queueName: string, receiptHandle: string): void {
    this.definition(queueName);
    const seq = seqOf(receiptHandle);
    this.transaction(() => this.#run.remove.run(seq, queueName, receiptHandle));
  }

  /** The message becomes visible `seconds` (0–43,200) from now. @throws QueueError */
  changeVisibility(queueName: string, receiptHandle: string, seconds: number): void {
    this.definition(queueName);
    checkSeconds("VisibilityTimeout", seconds, MAX_VISIBILITY_SECONDS);
    const seq = seqOf(receiptHandle);
    this.transaction(() => {
      this.#promote(queueName);
      if (this.#run.held.get(seq, queueName, receiptHandle) === undefined) {
        throw new QueueError("MessageNotInflight", "Nobody holds this message any more.");
      }
      const instant = this.#now() + seconds * 1000;
      this.#run.extend.run(instant, seq);
      this.#wakeUp.by(instant);
      if (seconds === 0) this.#promote(queueName);
    });
  }

  purge(queueName: string): void {
    this.definition(queueName);
    this.transaction(() => this.#run.purge.run(queueName));
  }

  /**
   * For a start after a crash: nobody holds what was in flight, so it is visible at once. The
   * interrupted receive is not counted: it says nothing against the message.
   */
  releaseInFlight(): void {
    this.transaction(() => {
      for (const queueName of this.#queues.keys()) {
        const { changes } = this.#run.release.run(this.#now(), queueName);
        if (changes > 0) this.#news.note(queueName);
      }
    });
  }

  /** Messages of the queue by what they wait for. */
  depth(queueName: string): QueueDepth {
    this.definition(queueName);
    return this.transaction(() => {
      this.#promote(queueName);
      return depthRowSchema.parse(this.#run.depth.get(queueName));
    });
  }

  /** `depth` of every queue. */
  pending(): Map<string, QueueDepth> {
    return new Map(this.queueNames().map((name) => [name, this.depth(name)]));
  }

  /** The earliest future instant (ms) at which a delayed or invisible message becomes available. */
  nextAvailableAt(queueName?: string): number | undefined {
    const names = queueName === undefined ? this.queueNames() : [queueName];
    const instants = this.transaction(() =>
      names.map((name) => {
        this.#promote(name);
        const { at } = instantRowSchema.parse(this.#run.nextAvailable.get(name));
        return at ?? Number.POSITIVE_INFINITY;
      }),
    );
    const earliest = Math.min(...instants);
    return earliest === Number.POSITIVE_INFINITY ? undefined : earliest;
  }

  /** Calls `listener` after each commit that made messages of a queue visible; returns the undo. */
  onAvailable(listener: (queueName: string) => void): () => void {
    return this.#news.listen(listener);
  }

  /** Looks at the clock again and announces what has become visible; call it after moving it. */
  wake(): void {
    this.#wakeUp.cancel();
    const next = this.nextAvailableAt();
    if (next !== undefined) this.#wakeUp.by(next);
  }

  close(): void {
    this.#wakeUp.cancel();
    this.#news.close();
    this.#database.close();
  }

  #promote(queueName: string): void {
    const { changes } = this.#run.promote.run(queueName, this.#now());
    if (changes > 0) this.#news.note(queueName);
  }
}
