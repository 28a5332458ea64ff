import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";

/** Tokens are exchanged this long before they run out. */
const earlyMs = 120_000;

/** The connection with an access token that is good for a while; a refreshed one is stored. */
export async function withFreshTokens(
  context: Pick<FlowContext, "storage">,
  given: Connection,
): Promise<Connection> {
  const { oauth } = connectorOf(given.kind);
  if (oauth === undefined) return given;
  return retrying(ConflictError, async (attempt) => {
    const { workspaceId, id } = given;
    const stored = attempt === 1 ? given : await context.storage.connections.get(workspaceId, id);
    const connection = stored ?? given;
    const { tokens } = connection;
    if (tokens === undefined || tokens.expiresAt > Date.now() + earlyMs) return connection;
    const refreshed = await oauth.refresh(tokens.refresh);
    return context.storage.connections.write({ ...connection, tokens: refreshed });
  });
}
