import { createHash, randomBytes } from "node:crypto";
import type { OAuthFlow, OAuthTokens } from "../connectors/connector.ts";
import type { Connection } from "../contracts/connection.ts";
import { AuthenticationError, ConflictError, PermanentError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { editConnection, removeConnection } from "./connect.ts";
import type { FlowContext } from "./context.ts";
import { faultOf } from "./fault.ts";
import { withOwnTypes } from "./own-types.ts";
import { requestFlight } from "./request-push.ts";
import { startImport } from "./start-import.ts";
import { isSwept, startSweep } from "./start-sweep.ts";

type GrantContext = Pick<FlowContext, "storage" | "clock" | "queues">;

/** Throws a `Problem` where this installation has no app of its own at the system. */
export function assertGrantable(oauth: OAuthFlow, redirectUrl: string): void {
  try {
    oauth.authorizeUrl("", redirectUrl, "");
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new Problem(
      409,
      "Not set up",
      `${error.message} Whoever runs Muster installs its app there once, as the deploy guide says.`,
    );
  }
}

/** Asks for a grant: where the admin gives it. The state in the address works once. */
export async function awaitGrant(
  { storage }: Pick<GrantContext, "storage">,
  { workspaceId, id: connectionId }: Connection,
  oauth: OAuthFlow,
  redirectUrl: string,
): Promise<string> {
  const state = randomBytes(24).toString("base64url");
  // 43 characters, the least that RFC 7636 §4.1 allows and all that 256 bits need.
  const verifier = randomBytes(32).toString("base64url");
  await storage.oauthStates.keep(state, { workspaceId, connectionId, verifier });
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return oauth.authorizeUrl(state, redirectUrl, challenge);
}

interface Grant {
  readonly code: string;
  readonly redirectUrl: string;
  /** PKCE's, kept since the grant was asked for. */
  readonly verifier: string;
}

/** Turns a granted code into a working connection; what waited for it goes on. */
export async function acceptGrant(
  context: GrantContext,
  asked: Connection,
  oauth: OAuthFlow,
  grant: Grant,
): Promise<Connection> {
  const { storage, clock } = context;
  const { tokens, account } = await granted(context, asked, oauth, grant);
  const address = `${asked.kind}:${account.accountId ?? ""}`;
  const connection = await connectionFor(context, asked, address);
  if (connection.accountId !== undefined && connection.accountId !== account.accountId)
    throw new Problem(
      409,
      "Another account",
      `${connection.name} belongs to account ${connection.accountId}, and access was granted to ${account.accountId}: choose the former, or add a connection for the latter.`,
    );
  const { workspaceId, id: connectionId } = connection;
  const propertyTypes = await withOwnTypes(context, { workspaceId, connectionId }, account);
  const connected = await editConnection(context, connection, (current) => {
    const { lastError: _over, ...rest } = current;
    return {
      ...rest,
      ...account,
      propertyTypes,
      tokens,
      grantedAt: clock.now(),
      state: "connected",
    };
  });
  await storage.connections.pointTo(connected, address);
  const renewed = { workspaceId: connected.workspaceId, connectionId: connected.id };
  await storage.renewals.note(renewed, Date.now());
  if (connected.id !== asked.id) await removeConnection(context, asked);
  await resumeWaiting(context, connected);
  return connected;
}

/**
 * What waited for access goes on: pushes, and what was not imported yet. What happened at the
 * destinations meanwhile is unknown, so they are compared with their segments.
 */
export async function resumeWaiting(context: GrantContext, connected: Connection): Promise<void> {
  for (const destination of await context.storage.destinations.all(connected.workspaceId))
    if (destination.connectionId === connected.id && destination.state !== "removed") {
      await requestFlight(context, destination, 0);
      if (isSwept(destination))
        await retrying(ConflictError, () => startSweep(context, destination));
    }
  await retrying(ConflictError, () => startImport(context, connected));
}

type GrantedAccount = Awaited<ReturnType<OAuthFlow["account"]>>;

/** What came of it is on the connection, for an admin whose browser no longer shows it. */
async function granted(
  context: GrantContext,
  asked: Connection,
  oauth: OAuthFlow,
  { code, redirectUrl, verifier }: Grant,
): Promise<{ tokens: OAuthTokens; account: GrantedAccount }> {
  try {
    const exchanged = await oauth.exchange(code, redirectUrl, verifier);
    const { scopes: _told, ...tokens } = exchanged;
    return { tokens, account: await oauth.account(exchanged) };
  } catch (error) {
    if (!(error instanceof PermanentError || error instanceof AuthenticationError)) throw error;
    await noteGrantFailure(context, asked, error);
    throw new Problem(409, "Access not granted", error.message);
  }
}

/** Says on a connection why it still waits for its grant. */
export async function noteGrantFailure(
  context: Pick<GrantContext, "storage" | "clock">,
  asked: Connection,
  error: Error,
): Promise<void> {
  const lastError = faultOf(context, error);
  await editConnection(context, asked, (current) =>
    current.state === "connected" ? current : { ...current, lastError },
  );
}

/** An account that must be connected again keeps its connection, whichever was asked for. */
async function connectionFor(
  { storage }: Pick<GrantContext, "storage">,
  asked: Connection,
  address: string,
): Promise<Connection> {
  const present = await storage.connections.at(address);
  if (present === undefined || present.id === asked.id || present.state === "removed") return asked;
  if (present.workspaceId !== asked.workspaceId)
    throw new Problem(
      409,
      "Already connected",
      "This account is connected to another workspace: remove it there first.",
    );
  if (present.state === "reconnect-needed" && asked.state === "awaiting-grant") return present;
  throw new Problem(
    409,
    "Already connected",
    `This account is connected as ${present.name}: connect that one again, or remove it first.`,
  );
}
