import { z } from "zod";
import { bytesOf, MAX_BYTES, type OutgoingMessage } from "./message.ts";
import { digestOfAttributes, digestOfBody } from "./message-digest.ts";
import { attributesOf } from "./queue-attributes.ts";
import { performBatch } from "./queue-batch.ts";
import { QueueError } from "./queue-error.ts";
import * as requests from "./queue-requests.ts";
import type { QueueStore } from "./queue-store.ts";
import { ACCOUNT, receiveMessages } from "./receive-message.ts";

export interface ActionContext {
  readonly store: QueueStore;
  /** Where the client reached us; queue URLs start with it. */
  readonly origin: string;
  readonly region: string;
  /** Aborted when the client hangs up. */
  readonly hangUp: AbortSignal;
}

type Action = (input: unknown, context: ActionContext) => object | Promise<object>;

const action =
  <Request>(
    schema: z.ZodType<Request>,
    perform: (request: Request, context: ActionContext) => object | undefined | Promise<object>,
  ): Action =>
  (input, context) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return perform(parsed.data, context) ?? {};
    throw new QueueError("InvalidParameterValue", z.prettifyError(parsed.error));
  };

/** The last segment of the address, whatever host it names. */
const queueOf = (request: { readonly QueueUrl: string }): string =>
  request.QueueUrl.split("/").at(-1) ?? "";

const urlOf = (queueName: string, { origin }: ActionContext): string =>
  `${origin}/${ACCOUNT}/${queueName}`;

const messageOf = (request: requests.SendRequest): OutgoingMessage => ({
  body: request.MessageBody,
  attributes: request.MessageAttributes,
  delaySeconds: request.DelaySeconds,
  groupId: request.MessageGroupId,
});

const send = (store: QueueStore, queueName: string, request: requests.SendRequest): object => {
  const { messageId } = store.send(queueName, messageOf(request));
  return {
    MessageId: messageId,
    MD5OfMessageBody: digestOfBody(request.MessageBody),
    MD5OfMessageAttributes: digestOfAttributes(request.MessageAttributes ?? {}),
  };
};

const sendBatch = (request: z.infer<typeof requests.sendBatchSchema>, store: QueueStore) => {
  const queueName = queueOf(request);
  store.definition(queueName);
  const bytes = request.Entries.reduce((sum, entry) => sum + bytesOf(messageOf(entry)), 0);
  if (bytes > MAX_BYTES) {
    const reason = `A batch has at most ${MAX_BYTES} bytes; this one has ${bytes}.`;
    throw new QueueError("BatchRequestTooLong", reason);
  }
  return store.transaction(() =>
    performBatch(request.Entries, (entry) => send(store, queueName, entry)),
  );
};

/** The SQS calls this server offers, by name. */
export const queueActions: ReadonlyMap<string, Action> = new Map([
  ["SendMessage", action(requests.sendSchema, (r, { store }) => send(store, queueOf(r), r))],
  ["SendMessageBatch", action(requests.sendBatchSchema, (r, { store }) => sendBatch(r, store))],
  [
    "ReceiveMessage",
    action(requests.receiveSchema, (r, context) =>
      receiveMessages(context.store, queueOf(r), r, context),
    ),
  ],
  [
    "DeleteMessage",
    action(requests.deleteSchema, (r, { store }) => {
      store.delete(queueOf(r), r.ReceiptHandle);
      return {};
    }),
  ],
  [
    "DeleteMessageBatch",
    action(requests.deleteBatchSchema, (r, { store }) => {
      store.definition(queueOf(r));
      return store.transaction(() =>
        performBatch(r.Entries, (entry) => {
          store.delete(queueOf(r), entry.ReceiptHandle);
          return {};
        }),
      );
    }),
  ],
  [
    "ChangeMessageVisibility",
    action(requests.changeVisibilitySchema, (r, { store }) => {
      store.changeVisibility(queueOf(r), r.ReceiptHandle, r.VisibilityTimeout);
      return {};
    }),
  ],
  [
    "ChangeMessageVisibilityBatch",
    action(requests.changeVisibilityBatchSchema, (r, { store }) => {
      store.definition(queueOf(r));
      return store.transaction(() =>
        performBatch(r.Entries, (entry) => {
          store.changeVisibility(queueOf(r), entry.ReceiptHandle, entry.VisibilityTimeout);
          return {};
        }),
      );
    }),
  ],
  [
    "GetQueueUrl",
    action(requests.getUrlSchema, ({ QueueName }, context) => {
      context.store.definition(QueueName);
      return { QueueUrl: urlOf(QueueName, context) };
    }),
  ],
  [
    "GetQueueAttributes",
    action(requests.getAttributesSchema, (r, { store, region }) => ({
      Attributes: attributesOf(store, queueOf(r), r.AttributeNames, region),
    })),
  ],
  [
    "PurgeQueue",
    action(requests.purgeSchema, (r, { store }) => {
      store.purge(queueOf(r));
      return {};
    }),
  ],
  [
    "ListQueues",
    action(requests.listSchema, ({ QueueNamePrefix }, context) => {
      const names = context.store.queueNames().filter((name) => name.startsWith(QueueNamePrefix));
      return { QueueUrls: names.map((name) => urlOf(name, context)) };
    }),
  ],
]);
