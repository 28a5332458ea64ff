import { z } from "zod";
import { QueueError } from "./queue-error.ts";

/** Of one message, and of a whole batch: body and attributes together, in bytes. */
export const MAX_BYTES = 1_048_576;
export const MAX_DELAY_SECONDS = 900;
export const MAX_VISIBILITY_SECONDS = 43_200;
export const MAX_RECEIVE = 10;

/** As on the wire: binary values are base64. */
export const messageAttributesSchema = z.record(
  z.string(),
  z.object({
    DataType: z.string(),
    StringValue: z.string().optional(),
    BinaryValue: z.string().optional(),
  }),
);
export type MessageAttributes = z.infer<typeof messageAttributesSchema>;

export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  /** 0–900; the queue's own default where absent. */
  readonly delaySeconds?: number | undefined;
  /** The tenant, for fairness between tenants; it neither orders nor serialises. */
  readonly groupId?: string | undefined;
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
  /** Milliseconds since the epoch; both outlive the move to a dead-letter queue. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** The queue that gave the message up, where it lies in a dead-letter queue. */
  readonly sourceQueue: string | undefined;
}

export const bytesOf = (message: OutgoingMessage): number => {
  const attributes = Object.entries(message.attributes ?? {}).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? "") +
      Buffer.byteLength(BinaryValue ?? "", "base64"),
  );
  return attributes.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(message.body));
};

/** XML 1.0 characters, as SQS demands them of bodies. */
const WRITABLE = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u;
const GROUP_ID = /^[\x21-\x7e]{1,128}$/;

const wholeWithin = (value: number, highest: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= highest;

/** @throws QueueError that names the parameter */
export const checkSeconds = (name: string, value: number, highest: number): void => {
  if (wholeWithin(value, highest)) return;
  const reason = `Reason: ${name} must be a whole number from 0 to ${highest}.`;
  throw new QueueError(
    "InvalidParameterValue",
    `Value ${value} for parameter ${name} is invalid. ${reason}`,
  );
};

/** @throws QueueError that names the offending part */
export const checkMessage = (message: OutgoingMessage): void => {
  if (message.body === "") {
    throw new QueueError("InvalidParameterValue", "The message body must not be empty.");
  }
  if (!WRITABLE.test(message.body)) {
    const reason = "The message body contains characters outside the allowed set.";
    throw new QueueError("InvalidMessageContents", reason);
  }
  if (bytesOf(message) > MAX_BYTES) {
    const reason = `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BYTES} bytes.`;
    throw new QueueError("InvalidParameterValue", reason);
  }
  if (message.groupId !== undefined && !GROUP_ID.test(message.groupId)) {
    const reason = "MessageGroupId must be 1 to 128 letters, digits or punctuation marks.";
    throw new QueueError("InvalidParameterValue", reason);
  }
  if (message.delaySeconds !== undefined) {
    checkSeconds("DelaySeconds", message.delaySeconds, MAX_DELAY_SECONDS);
  }
  checkAttributes(message.attributes ?? {});
};

const checkAttributes = (attributes: MessageAttributes): void => {
  if (Object.keys(attributes).length > 10) {
    throw new QueueError("InvalidParameterValue", "A message has at most 10 message attributes.");
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    const type = DataType.split(".")[0];
    const complete =
      type === "Binary"
        ? BinaryValue !== undefined
        : (type === "String" || type === "Number") && StringValue !== undefined;
    if (complete) continue;
    const reason = `The message attribute '${name}' needs a value of its type String, Number or Binary.`;
    throw new QueueError("InvalidParameterValue", reason);
  }
};
