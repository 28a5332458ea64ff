import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ChangesMessage } from "../shared/contracts/change.ts";
import { applyChanges } from "../shared/flow/apply-changes.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of changes → profiles. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: ChangesMessage,
    deadLetters,
    log: context.log,
    handle: async (messages) => {
      const startedAt = performance.now();
      const { failures, ...applied } = await applyChanges(context, messages);
      context.log.info("changes applied", {
        ...applied,
        ms: Math.round(performance.now() - startedAt),
      });
      return failures;
    },
  }),
);
