import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { assertUsable } from "./need-reconnect.ts";
import { type RenewContext, renewTokens } from "./renew-tokens.ts";

/** Tokens are exchanged this long before they run out. */
const earlyMs = 120_000;

/**
 * The connection with an access token that is good for a while; a renewed one is stored. Throws
 * `AuthenticationError` where a person must connect it again.
 */
export async function withFreshTokens(
  context: RenewContext,
  given: Connection,
): Promise<Connection> {
  assertUsable(given);
  const { oauth } = connectorOf(given.kind);
  if (oauth === undefined || isFresh(given)) return given;
  return renewTokens(context, given, oauth, isFresh);
}

function isFresh({ tokens }: Connection): boolean {
  return tokens !== undefined && tokens.expiresAt > Date.now() + earlyMs;
}
