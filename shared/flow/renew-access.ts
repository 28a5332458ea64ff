import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { AuthenticationError, ConflictError } from "../runtime/errors.ts";
import type { PushContext } from "./context.ts";

/**
 * After a refused token: true where access is there again, or may be. A connection is
 * marked dead only when its grant is refused while it is still the one that is stored.
 */
export async function renewAccess(
  { storage }: Pick<PushContext, "storage">,
  { workspaceId, connectionId }: Destination,
  lastError: NonNullable<Connection["lastError"]>,
): Promise<boolean> {
  if (connectionId === undefined) return false;
  const connection = await storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state !== "connected") return false;
  try {
    const tokens = await refreshed(connection);
    await storage.connections.write(
      tokens === undefined
        ? { ...connection, state: "reconnect-needed", lastError }
        : { ...connection, tokens },
    );
    return tokens !== undefined;
  } catch (error) {
    // Somebody else refreshed it, or connected it again, at the same time.
    if (error instanceof ConflictError) return true;
    throw error;
  }
}

/** Absent where the source refuses the grant, or gives no new tokens at all. */
async function refreshed({ kind, tokens }: Connection): Promise<Connection["tokens"]> {
  const { oauth } = connectorOf(kind);
  if (oauth === undefined || tokens === undefined) return undefined;
  try {
    return await oauth.refresh(tokens.refresh);
  } catch (error) {
    if (error instanceof AuthenticationError) return undefined;
    throw error;
  }
}
