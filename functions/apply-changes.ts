import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ChangesQueueMessage } from "../shared/contracts/related.ts";
import { applyChanges } from "../shared/flow/apply-changes.ts";
import { idsOf, shown } from "../shared/flow/correlation.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of changes → profiles. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: ChangesQueueMessage,
    deadLetters,
    log: context.log,
    handle: async (messages) => {
      const startedAt = performance.now();
      const { failures, ...applied } = await applyChanges(context, messages);
      context.log.info(applied.changes > 0 ? "changes applied" : "related profiles refreshed", {
        ...applied,
        failed: failures.size,
        correlationIds: shown(idsOf(messages)),
        ms: Math.round(performance.now() - startedAt),
      });
      return failures;
    },
  }),
);
