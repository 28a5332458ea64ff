import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError, ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";

/**
 * Marks a connection whose access was refused: a person must connect it again. Where somebody
 * did so meanwhile, or has other tokens for it, nothing is marked and the connection is
 * given as it is now.
 */
export function needReconnect(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  refused: Connection,
  message: string,
): Promise<Connection | undefined> {
  return retrying(ConflictError, async () => {
    const current = await storage.connections.get(refused.workspaceId, refused.id);
    if (current === undefined || current.state !== "connected") return undefined;
    if (credentialOf(current) !== credentialOf(refused)) return current;
    const lastError = { at: clock.now(), message };
    await storage.connections.write({ ...current, state: "reconnect-needed", lastError });
    return undefined;
  });
}

/** What it was refused with: the token of a grant, or the key its admin gave. */
function credentialOf({ tokens, apiKey, secrets }: Connection): string | undefined {
  return tokens?.access ?? apiKey ?? secrets[0];
}

/** Throws `AuthenticationError` for a connection that waits for a person, or is gone. */
export function assertUsable({ name, state }: Connection): void {
  switch (state) {
    case "connected":
      return;
    case "awaiting-grant":
      throw new AuthenticationError(`${name} has not been granted access yet: connect it.`);
    case "reconnect-needed":
      throw new AuthenticationError(`${name} must be connected again before it can be used.`);
    case "removed":
      throw new AuthenticationError(`${name} has been removed.`);
  }
}
