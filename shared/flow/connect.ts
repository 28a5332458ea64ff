import { createHash, randomBytes } from "node:crypto";
import type { OAuthFlow, OAuthTokens } from "../connectors/connector.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection, ConnectionKind } from "../contracts/connection.ts";
import { AuthenticationError, ConflictError, PermanentError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";
import { requestFlight } from "./request-push.ts";
import { startImport } from "./start-import.ts";

type ConnectContext = Pick<FlowContext, "storage" | "clock" | "queues">;

export type NewConnection = Pick<Connection, "workspaceId" | "kind" | "name" | "state"> &
  Partial<Pick<Connection, "secrets" | "baseUrl" | "preset" | "mapping">>;

/** Stores a connection; one that listens at an address of its own is found there at once. */
export async function addConnection(
  { storage, clock }: Pick<ConnectContext, "storage" | "clock">,
  wanted: NewConnection,
): Promise<Connection> {
  const others = await storage.connections.all(wanted.workspaceId);
  const connection = await storage.connections.write({
    secrets: [],
    propertyTypes: {},
    revision: 0,
    ...wanted,
    id: `con_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`,
    rank: Math.max(0, ...others.map(({ rank }) => rank)) + 1,
    createdAt: clock.now(),
  });
  if (listensByItself(connection.kind))
    await storage.connections.pointTo(connection, hookAddress(connection));
  return connection;
}

/** Whether its webhooks come to an address of their own and are signed with its own secret. */
export function listensByItself(kind: ConnectionKind): boolean {
  const { webhooks } = connectorOf(kind);
  return webhooks !== undefined && webhooks.appSecrets === undefined;
}

/** A secret of Standard Webhooks: 32 random bytes. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** The secret part of an address that stands in for a signature. */
export function newSecretAddress(): string {
  return randomBytes(24).toString("base64url");
}

/** Throws a `Problem` where this installation has no app of its own at the system. */
export function assertGrantable(oauth: OAuthFlow, redirectUrl: string): void {
  try {
    oauth.authorizeUrl("", redirectUrl, "");
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new Problem(409, "Not set up", error.message);
  }
}

/** Asks for a grant: where the admin gives it. The state in the address works once. */
export async function awaitGrant(
  { storage }: Pick<ConnectContext, "storage">,
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
  context: ConnectContext,
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
  const connected = await editConnection(context, connection, (current) => {
    const { lastError: _over, ...rest } = current;
    return { ...rest, ...account, tokens, grantedAt: clock.now(), state: "connected" };
  });
  await storage.connections.pointTo(connected, address);
  const renewed = { workspaceId: connected.workspaceId, connectionId: connected.id };
  await storage.renewals.note(renewed, Date.now());
  if (connected.id !== asked.id) await removeConnection(context, asked);
  for (const destination of await storage.destinations.all(connected.workspaceId))
    if (destination.connectionId === connected.id && destination.state !== "removed")
      await requestFlight(context, destination, 0);
  await retrying(ConflictError, () => startImport(context, connected));
  return connected;
}

type GrantedAccount = Awaited<ReturnType<OAuthFlow["account"]>>;

/** What came of it is on the connection, for an admin whose browser no longer shows it. */
async function granted(
  context: ConnectContext,
  asked: Connection,
  oauth: OAuthFlow,
  { code, redirectUrl, verifier }: Grant,
): Promise<{ tokens: OAuthTokens; account: GrantedAccount }> {
  try {
    const tokens = await oauth.exchange(code, redirectUrl, verifier);
    return { tokens, account: await oauth.account(tokens) };
  } catch (error) {
    if (!(error instanceof PermanentError || error instanceof AuthenticationError)) throw error;
    await noteGrantFailure(context, asked, error.message);
    throw new Problem(409, "Access not granted", error.message);
  }
}

/** Says on a connection why it still waits for its grant. */
export async function noteGrantFailure(
  context: Pick<ConnectContext, "storage" | "clock">,
  asked: Connection,
  message: string,
): Promise<void> {
  const lastError = { at: context.clock.now(), message };
  await editConnection(context, asked, (current) =>
    current.state === "connected" ? current : { ...current, lastError },
  );
}

/** An account that must be connected again keeps its connection, whichever was asked for. */
async function connectionFor(
  { storage }: Pick<ConnectContext, "storage">,
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

/** Forgets secrets, tokens and addresses; what was learned from it stays on the profiles. */
export async function removeConnection(
  context: Pick<ConnectContext, "storage">,
  connection: Connection,
): Promise<void> {
  const { storage } = context;
  const removed = await editConnection(context, connection, (current) => {
    const { tokens: _tokens, lastError: _error, ...rest } = current;
    return { ...rest, secrets: [], state: "removed" };
  });
  for (const address of [hookAddress(removed), `${removed.kind}:${removed.accountId ?? ""}`])
    if ((await storage.connections.at(address))?.id === removed.id)
      await storage.connections.forget(address);
  await storage.renewals.forget({ workspaceId: removed.workspaceId, connectionId: removed.id });
}

function hookAddress({ id }: Connection): string {
  return `hook:${id}`;
}

function editConnection(
  { storage }: Pick<ConnectContext, "storage">,
  { workspaceId, id }: Connection,
  edit: (current: Connection) => Connection,
): Promise<Connection> {
  return retrying(ConflictError, async () => {
    const current = await storage.connections.get(workspaceId, id);
    if (current === undefined || current.state === "removed")
      throw new Problem(409, "Connection removed", "This connection has been removed.");
    return storage.connections.write(edit(current));
  });
}
