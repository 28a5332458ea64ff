import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import {
  onIndex,
  onTable,
  onTableWithDoors,
  readItems,
  readProfiles,
  sendTo,
} from "../../constructs/access.ts";
import type { MusterFunction } from "../../constructs/muster-function.ts";
import { contactsOfCompanies, declare, type FunctionSurroundings } from "./declare.ts";

export function receiveWebhook(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot } = around;
  return declare(scope, around, {
    id: "ReceiveWebhook",
    file: "receive-webhook",
    opensSecrets: true,
    description: "Verifies a signed webhook and puts its changes on the queue",
    timeout: Duration.seconds(10),
    environment: hubspot,
    access: [
      onTable(tables.registry, [...readItems, "UpdateItem"]),
      // Records that others were merged into are read again.
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}

export function answerApi(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot, salesforce, consoleUrl, signIn } = around;
  return declare(scope, around, {
    id: "AnswerApi",
    file: "answer-api",
    opensSecrets: true,
    description: "Answers the public API, the health check and the OAuth redirects",
    timeout: Duration.seconds(29),
    memory: 1769,
    environment: { ...hubspot, ...salesforce, ...signIn, CONSOLE_URL: consoleUrl },
    access: [
      onTable(tables.profiles, [...readProfiles, "PutItem"]),
      // A company that is split or merged by hand completes what it reads of its contacts.
      onTable(tables.views, contactsOfCompanies),
      onIndex(tables.views, "since"),
      // What a destination refused.
      onIndex(tables.views, "pending"),
      onTableWithDoors(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      // A new destination is filled at once, and one that can be reached again goes on;
      // webhooks that were kept are read again; what was connected is imported.
      sendTo(
        queues.changes.queue,
        queues.builds.queue,
        queues.imports.queue,
        queues.sweeps.queue,
        queues.programs.queue,
        ...[...queues.pushes.values()].map(({ queue }) => queue),
      ),
    ],
  });
}
