import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { onTable, readItems, readProfiles, sendTo } from "../../constructs/access.ts";
import type { MusterFunction } from "../../constructs/muster-function.ts";
import { timeouts } from "../queues.ts";
import { declare, type FunctionSurroundings } from "./declare.ts";

export function importRecords(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "ImportRecords",
    file: "import-records",
    opensSecrets: true,
    description: "Brings in all records of a connected system, page by page",
    timeout: timeouts.importRecords,
    environment: { ...hubspot, ...salesforce },
    reads: queues.imports,
    access: [
      // What is known already is not sent again.
      onTable(tables.profiles, readProfiles),
      onTable(tables.registry, [
        ...readItems,
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "BatchWriteItem",
      ]),
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}

export function watchSources(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "WatchSources",
    file: "watch-sources",
    description: "Has every connected system looked after",
    timeout: Duration.seconds(60),
    access: [onTable(tables.registry, readItems), sendTo(queues.sources.queue)],
  });
}

export function checkSource(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot } = around;
  return declare(scope, around, {
    id: "CheckSource",
    file: "check-source",
    opensSecrets: true,
    description: "Reads what a system kept of its changes, and begins its daily sweep",
    timeout: timeouts.checkSource,
    environment: hubspot,
    reads: queues.sources,
    access: [
      // What a webhook told already is not sent again.
      onTable(tables.profiles, readProfiles),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}

export function keepAccess(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "KeepAccess",
    file: "keep-access",
    opensSecrets: true,
    description: "Renews the access to connected systems that nobody used for long",
    timeout: Duration.seconds(300),
    environment: { ...hubspot, ...salesforce },
    access: [onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"])],
  });
}

export function receiveEvents(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, salesforce } = around;
  return declare(scope, around, {
    id: "ReceiveEvents",
    file: "receive-events",
    opensSecrets: true,
    description: "Turns what a CRM tells of on its bus into changes, and reads what it leaves open",
    timeout: timeouts.receiveEvents,
    environment: salesforce,
    reads: queues.sourceEvents,
    access: [
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      // What was lost count of is imported again.
      sendTo(queues.changes.queue, queues.imports.queue),
    ],
  });
}
