import { localAccount, localRegion } from "./intrinsics.ts";
import type { ReceivedMessage } from "./queues/message.ts";
import { digestOfBody } from "./queues/message-digest.ts";

/**
 * A batch as Lambda hands it over.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function sqsEvent(queueName: string, messages: readonly ReceivedMessage[]): object {
  return { Records: messages.map((message) => recordOf(queueName, message)) };
}

function recordOf(queueName: string, message: ReceivedMessage): object {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      SenderId: localAccount,
      SentTimestamp: String(message.sentAt),
      ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [
        name,
        {
          stringValue: attribute.StringValue,
          binaryValue: attribute.BinaryValue,
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: digestOfBody(message.body),
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${localRegion}:${localAccount}:${queueName}`,
    awsRegion: localRegion,
  };
}

/** What a filter of the mapping sees: the body as JSON where it is JSON. */
export function filterable(message: ReceivedMessage): object {
  return { body: parsed(message.body), messageId: message.messageId };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
