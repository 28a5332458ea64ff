import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError, PermanentError } from "../runtime/errors.ts";

/** What is needed to call the API of a system that an admin gave a key of. */
export interface ApiAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
}

/** Throws `AuthenticationError` where there is no key, and `PermanentError` where there is no address. */
export function keyAccess(
  connection: Pick<Connection, "name" | "baseUrl" | "apiKey"> | undefined,
): ApiAccess {
  if (connection?.baseUrl === undefined)
    throw new PermanentError("The connection lacks its API's address: remove it and add it again.");
  if (connection.apiKey === undefined)
    throw new AuthenticationError(`${connection.name} has no API key: give it one.`);
  return { url: connection.baseUrl.replace(/\/+$/, ""), key: connection.apiKey };
}
