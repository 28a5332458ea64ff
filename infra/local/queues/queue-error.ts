import { MusterError } from "../../../shared/runtime/errors.ts";

/**
 * What a queue refuses, by the shape name of the SQS service model. `queryCode` is the name the
 * older query protocol uses, which SDKs still read from the `x-amzn-query-error` header.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html
 */
const refusals = {
  BatchEntryIdsNotDistinct: {
    status: 400,
    queryCode: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  },
  BatchRequestTooLong: { status: 400, queryCode: "AWS.SimpleQueueService.BatchRequestTooLong" },
  EmptyBatchRequest: { status: 400, queryCode: "AWS.SimpleQueueService.EmptyBatchRequest" },
  InvalidAttributeName: { status: 400, queryCode: "InvalidAttributeName" },
  InvalidBatchEntryId: { status: 400, queryCode: "AWS.SimpleQueueService.InvalidBatchEntryId" },
  InvalidMessageContents: { status: 400, queryCode: "InvalidMessageContents" },
  InvalidParameterValue: { status: 400, queryCode: "InvalidParameterValue" },
  MessageNotInflight: { status: 400, queryCode: "AWS.SimpleQueueService.MessageNotInflight" },
  QueueDoesNotExist: { status: 400, queryCode: "AWS.SimpleQueueService.NonExistentQueue" },
  ReceiptHandleIsInvalid: { status: 404, queryCode: "ReceiptHandleIsInvalid" },
  TooManyEntriesInBatchRequest: {
    status: 400,
    queryCode: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  },
  UnsupportedOperation: { status: 400, queryCode: "AWS.SimpleQueueService.UnsupportedOperation" },
} as const;

export type QueueRefusal = keyof typeof refusals;

/** A request that a queue refuses; the sender has to change it. */
export class QueueError extends MusterError {
  readonly next = "park";
  readonly refusal: QueueRefusal;

  constructor(refusal: QueueRefusal, message: string) {
    super(message);
    this.refusal = refusal;
  }

  get status(): number {
    return refusals[this.refusal].status;
  }

  get queryCode(): string {
    return refusals[this.refusal].queryCode;
  }
}
