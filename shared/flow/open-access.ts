import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError } from "../runtime/errors.ts";
import { withFreshTokens } from "./fresh-tokens.ts";
import { needReconnect } from "./need-reconnect.ts";
import { type RenewContext, renewTokens } from "./renew-tokens.ts";

/** Does work with a connection that has access; safe to repeat. */
type Access = <Answer>(work: (connection: Connection) => Promise<Answer>) => Promise<Answer>;

/**
 * How to work with a connection for a while. Where the source refuses its token the work is done
 * again with a new one; where it refuses that one too, or the grant itself, the connection
 * needs a person, says so, and `AuthenticationError` is thrown.
 */
export function openAccess(context: RenewContext, given: Connection): Access {
  let known = given;
  return async (work) => {
    known = await withFreshTokens(context, known);
    try {
      return await work(known);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      known = await afterRefusal(context, known, error);
    }
    try {
      return await work(known);
    } catch (error) {
      if (error instanceof AuthenticationError) await needReconnect(context, known, error.message);
      throw error;
    }
  };
}

/** The connection with other tokens than the refused ones; throws where there are none to be had. */
async function afterRefusal(
  context: RenewContext,
  refused: Connection,
  error: AuthenticationError,
): Promise<Connection> {
  const { oauth } = connectorOf(refused.kind);
  if (oauth !== undefined && refused.tokens !== undefined) {
    const { access } = refused.tokens;
    return renewTokens(context, refused, oauth, ({ tokens }) => tokens?.access !== access);
  }
  await needReconnect(context, refused, error.message);
  throw error;
}
