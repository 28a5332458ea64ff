import { MAX_BYTES } from "./message.ts";
import { QueueError } from "./queue-error.ts";
import type { QueueStore } from "./queue-store.ts";
import { ACCOUNT } from "./receive-message.ts";

const arnOf = (queueName: string, region: string): string =>
  `arn:aws:sqs:${region}:${ACCOUNT}:${queueName}`;

/** The attributes that SQS tells of a queue, those asked for. @throws QueueError */
export const attributesOf = (
  store: QueueStore,
  queueName: string,
  asked: readonly string[],
  region: string,
): Record<string, string> => {
  const queue = store.definition(queueName);
  const depth = store.depth(queueName);
  const all = new Map([
    ["QueueArn", arnOf(queueName, region)],
    ["ApproximateNumberOfMessages", String(depth.visible)],
    ["ApproximateNumberOfMessagesNotVisible", String(depth.inFlight)],
    ["ApproximateNumberOfMessagesDelayed", String(depth.delayed + depth.delayedUntilDue)],
    ["VisibilityTimeout", String(queue.visibilityTimeoutSeconds)],
    ["DelaySeconds", String(queue.delaySeconds)],
    ["ReceiveMessageWaitTimeSeconds", String(queue.receiveWaitSeconds)],
    ["MaximumMessageSize", String(MAX_BYTES)],
  ]);
  if (queue.deadLetterQueue !== undefined) {
    const deadLetterTargetArn = arnOf(queue.deadLetterQueue, region);
    const policy = { deadLetterTargetArn, maxReceiveCount: queue.maxReceiveCount };
    all.set("RedrivePolicy", JSON.stringify(policy));
  }
  if (asked.includes("All")) return Object.fromEntries(all);
  return Object.fromEntries(
    asked.flatMap((name) => {
      const value = all.get(name);
      if (value !== undefined) return [[name, value]];
      if (name === "RedrivePolicy") return [];
      throw new QueueError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }),
  );
};
