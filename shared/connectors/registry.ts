import type { ConnectionKind } from "../contracts/connection.ts";
import { type DestinationKind, servedBy } from "../contracts/destination.ts";
import { PermanentError } from "../runtime/errors.ts";
import { activecampaign } from "./activecampaign/connector.ts";
import type { Connector, PushTarget } from "./connector.ts";
import { hubspot } from "./hubspot/connector.ts";
import { klaviyo } from "./klaviyo/connector.ts";
import { lms } from "./lms/connector.ts";
import { partnerstack } from "./partnerstack/connector.ts";
import { salesforce } from "./salesforce/connector.ts";
import { scim } from "./scim/connector.ts";
import { teachable } from "./teachable/connector.ts";
import { thinkific } from "./thinkific/connector.ts";
import { webhook } from "./webhook/connector.ts";

export const connectors: Readonly<Record<ConnectionKind, Connector>> = {
  webhook,
  hubspot,
  lms,
  salesforce,
  klaviyo,
  activecampaign,
  partnerstack,
  thinkific,
  teachable,
  scim,
};

export function connectorOf(kind: ConnectionKind): Connector {
  return connectors[kind];
}

/** The connector that serves a kind of destination, and with it the queue its pushes take. */
export function connectorServing(kind: DestinationKind): Connector {
  return connectors[servedBy[kind]];
}

export function targetOf(kind: DestinationKind): PushTarget {
  const target = connectorServing(kind).targets.find((candidate) => candidate.kind === kind);
  if (target === undefined) throw new PermanentError(`No target for destinations of "${kind}".`);
  return target;
}
