import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ImportMessage } from "../shared/contracts/import.ts";
import { giveUpImport } from "../shared/flow/import-failure.ts";
import { importRecords } from "../shared/flow/import-records.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of imports → the queue of changes, a part of the way. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: ImportMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => forEach(messages, (message) => importRecords(context, message)),
    onParked: (message, reason) => giveUpImport(context, message, reason),
  }),
);
