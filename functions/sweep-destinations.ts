import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SweepMessage } from "../shared/contracts/sweep.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { sweepDestination } from "../shared/flow/sweep-destination.ts";
import { giveUpSweep } from "../shared/flow/sweep-failure.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of sweeps → what differs at a destination is noted, and pushed by its own queue. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: SweepMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => forEach(messages, (message) => sweepDestination(context, message)),
    onParked: (message, reason) => giveUpSweep(context, message, reason),
  }),
);
