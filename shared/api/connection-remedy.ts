import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";

/** What a person does about a connection that does not work; undefined where nothing is to be done. */
export function remedyOf(connection: Connection): string | undefined {
  const { id, kind, state, grantedBy, lastError, missingScopes = [] } = connection;
  const { label, oauth } = connectorOf(kind);
  const ask = `open the address that POST /api/v1/connections/${id}/grants answers with`;
  switch (state) {
    case "removed":
      return undefined;
    case "connected":
      if (missingScopes.length === 0) return undefined;
      return `${label} did not allow ${missingScopes.join(", ")}: what needs it fails, the rest works. To allow it, ${ask}; it works for ten minutes.`;
    case "awaiting-grant":
      if (lastError?.remedy !== undefined) return lastError.remedy;
      return `Grant access in ${label}: ${ask}; it works for ten minutes.`;
    case "reconnect-needed": {
      if (oauth === undefined)
        return `${label} refuses the API key: give a valid one as the secret in PATCH /api/v1/connections/${id}. What waits to be pushed goes on by itself.`;
      const who = grantedBy === undefined ? "an admin" : `${grantedBy}, or another admin,`;
      return `Connect it again: let ${who} ${ask}, and grant access to the same account. What waits to be imported or pushed goes on by itself.`;
    }
  }
}
