import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SourceEvent } from "../shared/contracts/source-event.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { takeEvents } from "../shared/flow/take-events.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of events that sources put on their bus → the queue of changes. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event, { awsRequestId }) =>
  consume(event, {
    schema: SourceEvent,
    deadLetters,
    log: context.log,
    handle: (events) => takeEvents({ ...context, correlationIds: [awsRequestId] }, events),
  }),
);
