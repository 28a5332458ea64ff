import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { BuildMessage } from "../shared/contracts/segment.ts";
import { buildSegment } from "../shared/flow/build-segment.ts";
import { giveUpBuild } from "../shared/flow/finish-build.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { forEach } from "../shared/runtime/for-each.ts";

const context = openContext();
const deadLetters = openDeadLetters();

/** Queue of builds → one partition of all profiles, a part of the way. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: BuildMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => forEach(messages, (message) => buildSegment(context, message)),
    onParked: (message, reason) => giveUpBuild(context, message, reason),
  }),
);
