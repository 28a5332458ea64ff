import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { z } from "zod";
import { PermanentError } from "../runtime/errors.ts";
import type { Logger } from "../runtime/logger.ts";
import type { MessageSink } from "./queue.ts";

/** As many deliveries as the queues allow before they park a message themselves, without a reason. */
export const deliveries = 5;

export interface Consumer<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Where what cannot be handled is parked, with its reason. */
  readonly deadLetters: MessageSink;
  readonly log: Logger;
  /** Handles the messages that could be read; the answer holds what failed, by position. */
  handle(messages: readonly z.output<Schema>[]): Promise<ReadonlyMap<number, unknown>>;
  /** Told of each message given up. */
  onParked?(message: z.output<Schema>, reason: string): Promise<void>;
}

interface Failure {
  readonly record: SQSRecord;
  readonly error: unknown;
}

/**
 * Handles a batch of a queue: what can never succeed is parked with its reason, what may
 * succeed later comes back, and the others are done.
 */
export async function consume<Schema extends z.ZodType>(
  event: SQSEvent,
  consumer: Consumer<Schema>,
): Promise<SQSBatchResponse> {
  const failures: Failure[] = [];
  const readable: { record: SQSRecord; message: z.output<Schema> }[] = [];
  for (const record of event.Records) {
    const parsed = consumer.schema.safeParse(jsonOf(record.body));
    if (parsed.success) readable.push({ record, message: parsed.data });
    else
      failures.push({
        record,
        error: new PermanentError(`not a message of this queue: ${parsed.error.message}`),
      });
  }
  const failed =
    readable.length === 0
      ? new Map()
      : await handled(
          consumer,
          readable.map((each) => each.message),
        );
  for (const [position, error] of failed) {
    const record = readable[position]?.record;
    if (record !== undefined) failures.push({ record, error });
  }
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const { record, error } of failures) {
    const message = readable.find((each) => each.record === record)?.message;
    if (!isFinal(record, error)) batchItemFailures.push({ itemIdentifier: record.messageId });
    else await park(consumer, record, message, error);
  }
  return { batchItemFailures };
}

async function handled<Schema extends z.ZodType>(
  consumer: Consumer<Schema>,
  messages: readonly z.output<Schema>[],
): Promise<ReadonlyMap<number, unknown>> {
  try {
    return await consumer.handle(messages);
  } catch (error) {
    return new Map(messages.map((_, position) => [position, error]));
  }
}

function isFinal(record: SQSRecord, error: unknown): boolean {
  if (error instanceof PermanentError) return true;
  return Number(record.attributes.ApproximateReceiveCount) >= deliveries;
}

async function park<Schema extends z.ZodType>(
  consumer: Consumer<Schema>,
  record: SQSRecord,
  message: z.output<Schema> | undefined,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : "failed for an unknown reason";
  consumer.log.error("message parked", error, { messageId: record.messageId });
  const group = record.attributes.MessageGroupId ?? "unknown";
  await consumer.deadLetters.send([{ body: jsonOf(record.body), group, reason }]);
  if (message !== undefined) await consumer.onParked?.(message, reason);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
