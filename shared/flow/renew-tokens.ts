import { setTimeout as pause } from "node:timers/promises";
import type { OAuthFlow, OAuthTokens } from "../connectors/connector.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError, RateLimitedError, RetryableError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { assertUsable, needReconnect } from "./need-reconnect.ts";

export type RenewContext = Pick<FlowContext, "storage" | "clock">;

/** Longer than an exchange and its saving take: the turn of a worker that crashed is then over. */
const turnMs = 30_000;
/** How long to wait for somebody else's exchange; less than any function's timeout. */
const patienceMs = 20_000;
const lookAgainMs = 150;
/** After a failure nobody asks the source for this long. */
const outagePauseMs = 10_000;

/**
 * The connection with tokens that suffice. However many workers ask, one at a time exchanges,
 * and the others take what it stored. Throws `AuthenticationError` once the grant is gone; the
 * connection then says so.
 */
export async function renewTokens(
  context: RenewContext,
  given: Connection,
  oauth: OAuthFlow,
  suffices: (connection: Connection) => boolean,
): Promise<Connection> {
  const { renewals } = context.storage;
  const renewed = { workspaceId: given.workspaceId, connectionId: given.id };
  const holder = crypto.randomUUID();
  const askedAt = performance.now();
  while (performance.now() - askedAt < patienceMs) {
    const current = await asStored(context, given);
    if (suffices(current)) return current;
    const turn = await renewals.take(renewed, holder, Date.now() + turnMs);
    switch (turn.kind) {
      case "ours":
        return renewInTurn(context, { given, oauth, suffices, holder, ...turn });
      case "paused":
        throw new RateLimitedError(
          `${given.name} could not renew its access a moment ago: trying again shortly.`,
          turn.until - Date.now(),
        );
      case "theirs":
        await pause(lookAgainMs * (0.5 + Math.random()));
    }
  }
  throw new RetryableError(`The access of ${given.name} is being renewed: trying again shortly.`);
}

interface OwnTurn {
  readonly given: Connection;
  readonly oauth: OAuthFlow;
  readonly suffices: (connection: Connection) => boolean;
  readonly holder: string;
  readonly interruptedAt: number | undefined;
}

/** Nobody else exchanges meanwhile; what they stored before is seen now at the latest. */
async function renewInTurn(context: RenewContext, turn: OwnTurn): Promise<Connection> {
  const { given, suffices, holder } = turn;
  const { renewals } = context.storage;
  const renewed = { workspaceId: given.workspaceId, connectionId: given.id };
  const current = await asStored(context, given);
  const since = Date.now();
  if (suffices(current) || current.tokens === undefined) {
    await renewals.finish(renewed, holder, since);
    if (current.tokens !== undefined) return current;
    throw new AuthenticationError(`${current.name} has not been granted access: connect it.`);
  }
  let tokens: OAuthTokens;
  try {
    tokens = await turn.oauth.refresh(current.tokens.refresh);
  } catch (error) {
    if (!(error instanceof AuthenticationError)) {
      const pauseMs = error instanceof RateLimitedError ? error.retryAfterMs : outagePauseMs;
      await renewals.pause(renewed, holder, Date.now() + pauseMs);
      throw error;
    }
    const now = await needReconnect(context, current, refusalOf(error, current, turn));
    await renewals.finish(renewed, holder, since);
    if (now === undefined) throw error;
    return now;
  }
  // Should saving fail, the turn stays ours until it runs out: an exchange is then unfinished.
  const saved = await save(context, current, tokens);
  await renewals.finish(renewed, holder, since);
  return saved;
}

/** Over the tokens it replaces only: those of a new grant stay. */
function save(
  context: RenewContext,
  exchanged: Connection,
  tokens: OAuthTokens,
): Promise<Connection> {
  return retrying(RetryableError, async (attempt) => {
    const current = attempt === 1 ? exchanged : await asStored(context, exchanged);
    if (current.tokens?.refresh !== exchanged.tokens?.refresh) return current;
    return context.storage.connections.write({ ...current, tokens });
  });
}

function refusalOf(error: Error, { kind }: Connection, { interruptedAt }: OwnTurn): string {
  if (interruptedAt === undefined) return error.message;
  const at = new Date(interruptedAt).toISOString();
  return `A renewal of the access was interrupted at ${at}, and ${connectorOf(kind).label} no longer takes the token it began with.`;
}

async function asStored({ storage }: RenewContext, given: Connection): Promise<Connection> {
  const stored = await storage.connections.get(given.workspaceId, given.id);
  const current: Connection = stored ?? { ...given, state: "removed" };
  assertUsable(current);
  return current;
}
