import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ProgramMessage } from "../shared/contracts/program-message.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { runPrograms } from "../shared/flow/run-programs.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Who entered or left a program → certificates; news of deals → those whom they concern. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: ProgramMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => runPrograms(context, messages),
  }),
);
