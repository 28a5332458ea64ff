import type { Connection } from "../../contracts/connection.ts";
import { AuthenticationError } from "../../runtime/errors.ts";

export function tokenOf(connection: Connection | undefined): string {
  if (connection?.tokens !== undefined) return connection.tokens.access;
  throw new AuthenticationError("The HubSpot connection has not been granted access: connect it.");
}
