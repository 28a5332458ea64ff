import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError } from "../runtime/errors.ts";
import { needReconnect } from "./need-reconnect.ts";
import { type RenewContext, renewTokens } from "./renew-tokens.ts";

/** After a refused token: true where access is there again, or may be. */
export async function renewAccess(
  context: RenewContext,
  { workspaceId, connectionId }: { workspaceId: string; connectionId: string },
  { message }: NonNullable<Connection["lastError"]>,
): Promise<boolean> {
  const refused = await context.storage.connections.get(workspaceId, connectionId);
  if (refused === undefined || refused.state !== "connected") return false;
  const { oauth } = connectorOf(refused.kind);
  if (oauth === undefined) return (await needReconnect(context, refused, message)) !== undefined;
  try {
    const access = refused.tokens?.access;
    await renewTokens(context, refused, oauth, ({ tokens }) => tokens?.access !== access);
    return true;
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    throw error;
  }
}
