import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { z } from "zod";
import { PermanentError, RateLimitedError, RetryableError } from "../runtime/errors.ts";
import type { Logger } from "../runtime/logger.ts";
import type { MessageSink } from "./queue.ts";

/**
 * After so many deliveries a message is parked that fails for a reason nobody foresaw. One
 * that fails for a passing reason stays in the queue as often as the queue allows
 * (`QUEUE_DELIVERIES`, as its `maxReceiveCount`), so that an outage parks nothing, and is
 * parked at its last delivery, since the queue itself would park it without a reason.
 */
const deliveriesOfDefects = 5;

function deliveriesAllowed(): number {
  return Number(process.env["QUEUE_DELIVERIES"] ?? deliveriesOfDefects);
}

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
  const failed = await handled(
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
    const isParked = isFinal(record, error) && (await parked(consumer, record, message, error));
    if (!isParked) batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}

async function handled<Schema extends z.ZodType>(
  consumer: Consumer<Schema>,
  messages: readonly z.output<Schema>[],
): Promise<ReadonlyMap<number, unknown>> {
  if (messages.length === 0) return new Map();
  try {
    return await consumer.handle(messages);
  } catch (error) {
    return new Map(messages.map((_, position) => [position, error]));
  }
}

function isFinal(record: SQSRecord, error: unknown): boolean {
  if (error instanceof PermanentError) return true;
  const passes = error instanceof RetryableError || error instanceof RateLimitedError;
  const allowed = passes ? deliveriesAllowed() : deliveriesOfDefects;
  return Number(record.attributes.ApproximateReceiveCount) >= allowed;
}

/** False where it could not be parked: it comes back, and the others are done. */
async function parked<Schema extends z.ZodType>(
  consumer: Consumer<Schema>,
  record: SQSRecord,
  message: z.output<Schema> | undefined,
  error: unknown,
): Promise<boolean> {
  try {
    await park(consumer, record, message, error);
    return true;
  } catch (fault) {
    consumer.log.error("parking failed", fault, { messageId: record.messageId });
    return false;
  }
}

async function park<Schema extends z.ZodType>(
  consumer: Consumer<Schema>,
  record: SQSRecord,
  message: z.output<Schema> | undefined,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : "failed for an unknown reason";
  const parked = { messageId: record.messageId, correlationIds: idsIn(jsonOf(record.body)) };
  consumer.log.error("message parked", error, parked);
  const group = record.attributes.MessageGroupId ?? "unknown";
  await consumer.deadLetters.send([{ body: jsonOf(record.body), group, reason }]);
  if (message !== undefined) await consumer.onParked?.(message, reason);
}

const Followed = z.object({ correlationIds: z.array(z.string()) });
const Carrier = z.union([
  Followed,
  z.object({ detail: Followed }).transform((each) => each.detail),
]);

/** What set a message off, as far as it says so: a change itself, or as an event of the bus. */
function idsIn(message: unknown): string | undefined {
  return Carrier.safeParse(message).data?.correlationIds.join(" ");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
