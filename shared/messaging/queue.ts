import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { RetryableError } from "../runtime/errors.ts";

export interface QueueMessage {
  readonly body: unknown;
  /** Fair queuing: the tenant whose share this message counts to. */
  readonly group: string;
  readonly delaySeconds?: number;
  /** Marks a message that waits for an instant (ms), not for a free worker. */
  readonly dueAt?: number;
  readonly reason?: string;
}

const messagesPerRequest = 10;
const requestsAtOnce = 8;
/** SQS takes 1 MiB a request: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const bytesPerRequest = 900_000;
const rounds = 4;

/** Where messages are sent; returns once every one is stored. */
export interface MessageSink {
  send(messages: readonly QueueMessage[]): Promise<void>;
}

/** Sends to one SQS queue; returns once every message is stored, else throws `RetryableError`. */
export class Queue implements MessageSink {
  readonly #client: SQSClient;
  readonly #url: () => string;

  constructor(client: SQSClient, url: () => string) {
    this.#client = client;
    this.#url = url;
  }

  async send(messages: readonly QueueMessage[]): Promise<void> {
    const waiting = batches(messages);
    const lane = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift())
        await this.#sendBatch(batch);
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, lane));
  }

  async #sendBatch(batch: readonly SerializedMessage[]): Promise<void> {
    let waiting = batch;
    for (let round = 0; waiting.length > 0; round += 1) {
      if (round === rounds)
        throw new RetryableError(`the queue refused ${waiting.length} messages`);
      const command = new SendMessageBatchCommand({
        QueueUrl: this.#url(),
        Entries: waiting.map((message, position) => entryOf(message, position)),
      });
      const answer = await this.#client.send(command).catch((cause: unknown) => {
        throw new RetryableError("the queue took nothing", { cause });
      });
      const failed = new Set((answer.Failed ?? []).map((each) => each.Id));
      waiting = waiting.filter((_, position) => failed.has(String(position)));
    }
  }
}

interface SerializedMessage extends QueueMessage {
  readonly text: string;
}

function batches(messages: readonly QueueMessage[]): SerializedMessage[][] {
  const result: SerializedMessage[][] = [];
  let size = 0;
  for (const message of messages) {
    const text = JSON.stringify(message.body);
    const bytes = Buffer.byteLength(text);
    const last = result.at(-1);
    if (
      last === undefined ||
      last.length === messagesPerRequest ||
      size + bytes > bytesPerRequest
    ) {
      result.push([{ ...message, text }]);
      size = bytes;
    } else {
      last.push({ ...message, text });
      size += bytes;
    }
  }
  return result;
}

function entryOf(message: SerializedMessage, position: number) {
  const attributes = {
    ...(message.dueAt === undefined
      ? {}
      : { dueAt: { DataType: "Number", StringValue: String(message.dueAt) } }),
    ...(message.reason === undefined
      ? {}
      : { reason: { DataType: "String", StringValue: message.reason.slice(0, 1_000) } }),
  };
  return {
    Id: String(position),
    MessageBody: message.text,
    MessageGroupId: message.group,
    ...(message.delaySeconds ? { DelaySeconds: message.delaySeconds } : {}),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  };
}
