import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { openContext } from "../shared/flow/open-context.ts";
import { DueMessage, reevaluateDueBatch } from "../shared/flow/reevaluate-due.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of due instants → memberships that time alone flips. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: DueMessage,
    deadLetters,
    log: context.log,
    handle: async (messages) => {
      const { failures, ...flips } = await reevaluateDueBatch(context, messages);
      if (flips.entered + flips.exited > 0)
        context.log.info("time flips", { profiles: messages.length, ...flips });
      return failures;
    },
  }),
);
