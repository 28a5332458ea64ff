import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ImportsQueueMessage } from "../shared/contracts/import.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { giveUpReading, readSource } from "../shared/flow/read-source.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of imports → the queue of changes, a part of the way. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event, { awsRequestId }) =>
  consume(event, {
    schema: ImportsQueueMessage,
    deadLetters,
    log: context.log,
    handle: (messages) =>
      forEach(messages, (message) =>
        readSource({ ...context, correlationIds: [awsRequestId] }, message),
      ),
    onParked: (message, reason) => giveUpReading(context, message, reason),
  }),
);
