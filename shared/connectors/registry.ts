import type { ConnectionKind } from "../contracts/connection.ts";
import type { DestinationKind } from "../contracts/destination.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { Connector, PushTarget } from "./connector.ts";
import { hubspot } from "./hubspot/connector.ts";
import { lms } from "./lms/connector.ts";
import { salesforce } from "./salesforce/connector.ts";
import { webhook } from "./webhook/connector.ts";

export const connectors: Readonly<Record<ConnectionKind, Connector>> = {
  webhook,
  hubspot,
  lms,
  salesforce,
};

export function connectorOf(kind: ConnectionKind): Connector {
  return connectors[kind];
}

/** The connector that serves a kind of destination, and with it the queue its pushes take. */
export function connectorServing(kind: DestinationKind): Connector {
  for (const connector of Object.values(connectors)) {
    if (connector.targets.some((target) => target.kind === kind)) return connector;
  }
  throw new PermanentError(`No connector serves destinations of kind "${kind}".`);
}

export function targetOf(kind: DestinationKind): PushTarget {
  const target = connectorServing(kind).targets.find((candidate) => candidate.kind === kind);
  if (target === undefined) throw new PermanentError(`No target for destinations of "${kind}".`);
  return target;
}
