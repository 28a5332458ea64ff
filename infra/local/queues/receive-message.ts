import type { MessageAttributes, ReceivedMessage } from "./message.ts";
import { digestOfAttributes, digestOfBody } from "./message-digest.ts";
import type { ReceiveRequest } from "./queue-requests.ts";
import type { QueueStore } from "./queue-store.ts";

/** The account that the local queues and buses belong to. */
export const ACCOUNT = "000000000000";

/** Where there is nothing to receive, waits for the first message, the timeout or the hang-up. */
export const receiveMessages = async (
  store: QueueStore,
  queueName: string,
  request: ReceiveRequest,
  { region, hangUp }: { readonly region: string; readonly hangUp: AbortSignal },
): Promise<object> => {
  const options = {
    max: request.MaxNumberOfMessages,
    visibilityTimeout: request.VisibilityTimeout,
  };
  const waitSeconds = request.WaitTimeSeconds ?? store.definition(queueName).receiveWaitSeconds;
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const messages = store.receive(queueName, options);
    const left = deadline - performance.now();
    if (messages.length > 0)
      return { Messages: messages.map((one) => onTheWire(one, request, region)) };
    if (left <= 0) return {};
    await availableOrOver(store, queueName, left, hangUp);
    if (hangUp.aborted) return {};
  }
};

const availableOrOver = (
  store: QueueStore,
  queueName: string,
  waitMs: number,
  hangUp: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      forget();
      hangUp.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    const forget = store.onAvailable((name) => {
      if (name === queueName) finish();
    });
    hangUp.addEventListener("abort", finish);
    if (hangUp.aborted) finish();
  });

const onTheWire = (message: ReceivedMessage, request: ReceiveRequest, region: string): object => {
  const asked = [...request.AttributeNames, ...request.MessageSystemAttributeNames];
  const system = Object.entries(systemAttributes(message, region)).filter(
    ([name]) => asked.includes("All") || asked.includes(name),
  );
  const attributes = chosen(message.attributes, request.MessageAttributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: digestOfBody(message.body),
    Body: message.body,
    Attributes: system.length > 0 ? Object.fromEntries(system) : undefined,
    MD5OfMessageAttributes: digestOfAttributes(attributes),
    MessageAttributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  };
};

/** What SQS itself says of a message; as in the records that a Lambda gets. */
export const systemAttributes = (
  message: ReceivedMessage,
  region: string,
): Record<string, string> => ({
  SenderId: ACCOUNT,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  ...(message.sourceQueue === undefined
    ? {}
    : { DeadLetterQueueSourceArn: `arn:aws:sqs:${region}:${ACCOUNT}:${message.sourceQueue}` }),
});

/** Names may be exact, `All`, `.*`, or a prefix such as `due.*`. */
const chosen = (attributes: MessageAttributes, names: readonly string[]): MessageAttributes => {
  const wanted = (attribute: string): boolean =>
    names.some((name) => {
      if (name === "All" || name === ".*" || name === attribute) return true;
      return name.endsWith(".*") && attribute.startsWith(name.slice(0, -1));
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
};
