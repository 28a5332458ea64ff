import type { PushRecord, WebhookRequest } from "../../shared/connectors/connector.ts";
import { Connection } from "../../shared/contracts/connection.ts";
import type { Destination, DestinationKind } from "../../shared/contracts/destination.ts";
import { Problem } from "../../shared/runtime/errors.ts";

export const now = Date.parse("2026-11-22T10:00:00Z");

export function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

export function webhookRequest(
  body: Uint8Array,
  headers: Record<string, string>,
  url = "https://muster.test/hooks/hubspot",
): WebhookRequest {
  return { method: "POST", url, headers, body };
}

export function sampleConnection(given: Partial<Connection> = {}): Connection {
  return Connection.parse({
    workspaceId: "w1",
    id: "c1",
    kind: "webhook",
    name: "Source",
    state: "connected",
    rank: 1,
    createdAt: now,
    ...given,
  });
}

export function sampleDestination(
  kind: DestinationKind,
  given: Partial<Destination> = {},
): Destination {
  return {
    workspaceId: "w1",
    id: "d1",
    segmentId: "s1",
    segmentName: "Gold partners",
    object: "contact",
    kind,
    state: "active",
    ...given,
  };
}

export function samplePush(
  profileId: string,
  given: Partial<Pick<PushRecord, "recordId" | "email">> = {},
): PushRecord {
  return {
    profileId,
    recordId: given.recordId,
    email: given.email,
    event: {
      workspaceId: "w1",
      segmentId: "s1",
      segmentVersion: 1,
      profileId,
      object: "contact",
      identities: [],
      at: "2026-11-22T10:00:00.000Z",
      cause: { kind: "change", attribute: "tier", connection: "c1", at: "2026-11-22T10:00:00Z" },
      revision: 7,
    },
  };
}

/** The problem a parse was refused with. */
export function problemOf(act: () => unknown): Pick<Problem, "status" | "pointer"> {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, pointer: error.pointer };
    throw error;
  }
  throw new Error("Nothing was refused.");
}
