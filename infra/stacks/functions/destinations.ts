import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { type ConnectionKind, connectionKinds } from "../../../shared/contracts/connection.ts";
import { onIndex, onTable, readItems, readProfiles, sendTo } from "../../constructs/access.ts";
import type { MusterFunction } from "../../constructs/muster-function.ts";
import { kindName, timeouts } from "../queues.ts";
import { declare, type FunctionSurroundings } from "./declare.ts";

export function startSweeps(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues } = around;
  return declare(scope, around, {
    id: "StartSweeps",
    file: "start-sweeps",
    opensSecrets: true,
    description: "Has destinations compared with their segments, each once a day",
    timeout: Duration.seconds(60),
    access: [
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      sendTo(queues.sweeps.queue),
    ],
  });
}

export function sweepDestinations(scope: Construct, around: FunctionSurroundings): MusterFunction {
  const { tables, queues, hubspot, salesforce } = around;
  return declare(scope, around, {
    id: "SweepDestinations",
    file: "sweep-destinations",
    opensSecrets: true,
    description: "Compares what is in the outside systems with the segments, and puts it right",
    timeout: timeouts.sweepDestinations,
    memory: 1769,
    environment: { ...hubspot, ...salesforce },
    reads: queues.sweeps,
    access: [
      onTable(tables.views, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      onIndex(tables.views, "since"),
      onTable(tables.profiles, readProfiles),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      sendTo(queues.sweeps.queue, ...[...queues.pushes.values()].map(({ queue }) => queue)),
    ],
  });
}

/** One per connector kind, each with its own queue, so that a slow system delays no other. */
export function pushMemberships(
  scope: Construct,
  around: FunctionSurroundings,
): ReadonlyMap<ConnectionKind, MusterFunction> {
  return new Map(connectionKinds.map((kind) => [kind, pushFunction(scope, around, kind)]));
}

function pushFunction(
  scope: Construct,
  around: FunctionSurroundings,
  kind: ConnectionKind,
): MusterFunction {
  const { tables, queues } = around;
  const queue = queues.pushes.get(kind);
  if (queue === undefined) throw new Error(`No queue of pushes to ${kind}`);
  return declare(scope, around, {
    id: `PushMemberships${kindName(kind)}`,
    file: "push-memberships",
    opensSecrets: true,
    description: `Makes the outside systems behind ${kind} connections agree`,
    timeout: timeouts.pushMemberships,
    environment: { CONNECTOR: kind, ...appOf(around, kind) },
    reads: queue,
    access: [
      onTable(tables.views, [...readItems, "PutItem", "UpdateItem", "DeleteItem"]),
      onIndex(tables.views, "pending"),
      onIndex(tables.views, "since"),
      onTable(tables.profiles, readProfiles),
      onTable(tables.registry, [...readItems, "PutItem", "UpdateItem"]),
      sendTo(queue.queue),
    ],
  });
}

/** The app Muster is known as to systems of the kind. */
function appOf(
  { hubspot, salesforce }: FunctionSurroundings,
  kind: ConnectionKind,
): Record<string, string> {
  switch (kind) {
    case "hubspot":
      return hubspot;
    case "salesforce":
      return salesforce;
    case "webhook":
    case "lms":
    case "klaviyo":
    case "activecampaign":
    case "partnerstack":
    case "thinkific":
    case "teachable":
    case "scim":
      return {};
  }
}
