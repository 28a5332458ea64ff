import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { FanOutMessage } from "../shared/contracts/related.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { refreshRelated } from "../shared/flow/refresh-related.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of large companies that changed → everybody associated with them, a part of the way. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: FanOutMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => forEach(messages, (message) => refreshRelated(context, message)),
  }),
);
