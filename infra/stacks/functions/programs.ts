import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { onTable, putOn, readItems, readProfiles, sendTo } from "../../constructs/access.ts";
import type { MusterFunction } from "../../constructs/muster-function.ts";
import { timeouts } from "../queues.ts";
import { declare, type FunctionSurroundings } from "./declare.ts";

export function runPrograms(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, bus, mail } = around;
  return declare(scope, around, {
    id: "RunPrograms",
    file: "run-programs",
    opensSecrets: true,
    description: "Awards and revokes certificates, sends e-mails, and passes on news of deals",
    timeout: timeouts.runPrograms,
    environment: mail.environment,
    reads: queues.programs,
    access: [
      onTable(tables.profiles, readProfiles),
      onTable(tables.views, [...readItems, "PutItem"]),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      putOn(bus),
      mail.access,
    ],
  });
}

export function advancePrograms(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, bus } = around;
  return declare(scope, around, {
    id: "AdvancePrograms",
    file: "advance-programs",
    opensSecrets: true,
    description: "Opens and closes the windows of programs, and tells of certificates that expire",
    timeout: Duration.seconds(55),
    access: [
      onTable(tables.profiles, readProfiles),
      onTable(tables.views, readItems),
      // A program's own segment is made and retired here, and its destination unbound.
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      sendTo(queues.builds.queue),
      putOn(bus),
    ],
  });
}
