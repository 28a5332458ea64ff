import { fairShares } from "./fair-share.ts";
import { messageAttributesSchema, type ReceivedMessage } from "./message.ts";
import type { QueueDefinition } from "./queue-definition.ts";
import { laneRowSchema, type MessageRow, messageRowSchema } from "./queue-schema.ts";
import type { Statements } from "./queue-statements.ts";
import { receiptOf } from "./receipt.ts";

export interface Delivery {
  readonly taken: readonly ReceivedMessage[];
  /** Whether messages moved to the dead-letter queue on the way. */
  readonly gaveUp: boolean;
}

/** Picks the next messages of queues by turns of their groups, within the caller's transaction. */
export class Turns {
  readonly #run: Statements;
  #turn: number;

  constructor(run: Statements, lastTurn: number) {
    this.#run = run;
    this.#turn = lastTurn;
  }

  /** Takes up to `max`, invisible until the given instant; what failed too often is moved away. */
  take(queue: QueueDefinition, max: number, now: number, invisibleUntil: number): Delivery {
    const taken: ReceivedMessage[] = [];
    let gaveUp = false;
    while (taken.length < max) {
      const rows = this.#next(queue.name, max - taken.length);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (this.#giveUp(queue, row, now)) gaveUp = true;
        else taken.push(this.#hold(row, now, invisibleUntil));
      }
    }
    return { taken, gaveUp };
  }

  #next(queueName: string, wanted: number): MessageRow[] {
    const lanes = laneRowSchema.array().parse(this.#run.turns.all(queueName, wanted));
    return fairShares(lanes, wanted).flatMap(({ group, count }) => {
      this.#turn += 1;
      this.#run.served.run(this.#turn, queueName, group);
      return messageRowSchema.array().parse(this.#run.next.all(queueName, group, count));
    });
  }

  #giveUp(queue: QueueDefinition, row: MessageRow, now: number): boolean {
    const { deadLetterQueue, maxReceiveCount } = queue;
    if (deadLetterQueue === undefined || maxReceiveCount === undefined) return false;
    if (row.receive_count < maxReceiveCount) return false;
    this.#run.redrive.run(deadLetterQueue, queue.name, now, row.seq);
    return true;
  }

  #hold(row: MessageRow, now: number, invisibleUntil: number): ReceivedMessage {
    const receiptHandle = receiptOf(row.seq);
    this.#run.take.run(invisibleUntil, receiptHandle, now, row.seq);
    return {
      messageId: row.message_id,
      receiptHandle,
      body: row.body,
      attributes: messageAttributesSchema.parse(JSON.parse(row.attributes)),
      groupId: row.group_id ?? undefined,
      receiveCount: row.receive_count + 1,
      sentAt: row.sent_at,
      firstReceivedAt: row.first_received_at ?? now,
      sourceQueue: row.source_queue ?? undefined,
    };
  }
}
