import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SourceMessage } from "../shared/contracts/journal.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { checkSource } from "../shared/flow/watch-sources.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of sources → what their journals have and nobody told, and their daily sweep. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event, { awsRequestId }) =>
  consume(event, {
    schema: SourceMessage,
    deadLetters,
    log: context.log,
    handle: (messages) =>
      forEach(messages, (message) =>
        checkSource({ ...context, correlationIds: [awsRequestId] }, message),
      ),
  }),
);
