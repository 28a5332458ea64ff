import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ConnectionKind } from "../shared/contracts/connection.ts";
import { PushMessage } from "../shared/contracts/push.ts";
import { openContext } from "../shared/flow/open-context.ts";
import { pushMemberships } from "../shared/flow/push-memberships.ts";
import { openDeadLetters } from "../shared/messaging/clients.ts";
import { consume } from "../shared/messaging/consume.ts";
import { setting } from "../shared/runtime/configuration.ts";

const context = openContext();
const deadLetters = openDeadLetters();
const kind = ConnectionKind.parse(setting("CONNECTOR"));

/** Queue of one connector → its destinations. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  consume(event, {
    schema: PushMessage,
    deadLetters,
    log: context.log,
    handle: (messages) => pushMemberships(context, kind, messages),
  }),
);
