import { z } from "zod";
import { messageAttributesSchema } from "./message.ts";

/**
 * The requests of the SQS calls this server offers, as the AWS JSON protocol carries them.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
const queue = { QueueUrl: z.string() };
const receipt = { ReceiptHandle: z.string() };
const entryId = { Id: z.string() };
const message = {
  MessageBody: z.string(),
  MessageAttributes: messageAttributesSchema.optional(),
  DelaySeconds: z.number().optional(),
  MessageGroupId: z.string().optional(),
};
const visibility = { ...receipt, VisibilityTimeout: z.number() };
const names = z.array(z.string()).default([]);

export const sendSchema = z.object({ ...queue, ...message });
export const sendBatchSchema = z.object({
  ...queue,
  Entries: z.array(z.object({ ...entryId, ...message })),
});
export const receiveSchema = z.object({
  ...queue,
  MaxNumberOfMessages: z.number().optional(),
  VisibilityTimeout: z.number().optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});
export const deleteSchema = z.object({ ...queue, ...receipt });
export const deleteBatchSchema = z.object({
  ...queue,
  Entries: z.array(z.object({ ...entryId, ...receipt })),
});
export const changeVisibilitySchema = z.object({ ...queue, ...visibility });
export const changeVisibilityBatchSchema = z.object({
  ...queue,
  Entries: z.array(z.object({ ...entryId, ...receipt, VisibilityTimeout: z.number().default(0) })),
});
export const getUrlSchema = z.object({ QueueName: z.string() });
export const getAttributesSchema = z.object({ ...queue, AttributeNames: names });
export const purgeSchema = z.object(queue);
export const listSchema = z.object({ QueueNamePrefix: z.string().default("") });

export type SendRequest = Omit<z.infer<typeof sendSchema>, "QueueUrl">;
export type ReceiveRequest = z.infer<typeof receiveSchema>;
