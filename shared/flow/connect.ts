import { randomBytes } from "node:crypto";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";

export type NewConnection = Pick<Connection, "workspaceId" | "kind" | "name" | "state"> &
  Partial<Pick<Connection, "secrets" | "apiKey" | "baseUrl" | "preset" | "mapping">>;

/** Stores a connection; one that listens at an address of its own is found there at once. */
export async function addConnection(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  wanted: NewConnection,
): Promise<Connection> {
  const others = await storage.connections.all(wanted.workspaceId);
  const connection = await storage.connections.write({
    secrets: [],
    propertyTypes: {},
    revision: 0,
    ...wanted,
    id: `con_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`,
    rank: Math.max(0, ...others.map(({ rank }) => rank)) + 1,
    createdAt: clock.now(),
  });
  if (listensByItself(connection.kind))
    await storage.connections.pointTo(connection, hookAddress(connection));
  // One that waits for its grant is looked after from that on.
  const { workspaceId, id: connectionId, kind, state } = connection;
  if (state === "connected" && connectorOf(kind).imports !== undefined)
    await storage.renewals.note({ workspaceId, connectionId }, Date.now());
  return connection;
}

/** Whether its webhooks come to an address of their own and are signed with its own secret. */
export function listensByItself(kind: ConnectionKind): boolean {
  const { webhooks } = connectorOf(kind);
  return webhooks !== undefined && webhooks.appSecrets === undefined;
}

/** A secret of Standard Webhooks: 32 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The secret part of an address that stands in for a signature. */
export function newSecretAddress(): string {
  return randomBytes(24).toString("base64url");
}

/** Forgets secrets, tokens and addresses; what was learned from it stays on the profiles. */
export async function removeConnection(
  context: Pick<FlowContext, "storage">,
  connection: Connection,
): Promise<void> {
  const { storage } = context;
  const removed = await editConnection(context, connection, (current) => {
    const { tokens: _tokens, apiKey: _key, lastError: _error, ...rest } = current;
    return { ...rest, secrets: [], state: "removed" };
  });
  for (const address of [hookAddress(removed), `${removed.kind}:${removed.accountId ?? ""}`])
    if ((await storage.connections.at(address))?.id === removed.id)
      await storage.connections.forget(address);
  await storage.renewals.forget({ workspaceId: removed.workspaceId, connectionId: removed.id });
}

function hookAddress({ id }: Connection): string {
  return `hook:${id}`;
}

/** Edits a connection as it is now; throws a `Problem` for one that was removed. */
export function editConnection(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Pick<Connection, "workspaceId" | "id">,
  edit: (current: Connection) => Connection,
): Promise<Connection> {
  return retrying(ConflictError, async () => {
    const current = await storage.connections.get(workspaceId, id);
    if (current === undefined || current.state === "removed")
      throw new Problem(409, "Connection removed", "This connection has been removed.");
    return storage.connections.write(edit(current));
  });
}
