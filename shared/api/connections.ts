import { z } from "zod";
import { readAddress } from "../connectors/outbound.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import {
  addConnection,
  assertGrantable,
  awaitGrant,
  listensByItself,
  newSecret,
  removeConnection,
} from "../flow/connect.ts";
import { Problem } from "../runtime/errors.ts";
import type { Call } from "./call.ts";
import { ConnectionView, MadeConnection, NewConnectionBody } from "./connection-schema.ts";
import { listOf } from "./cursors.ts";
import { iso } from "./instant.ts";
import { grantCallback } from "./oauth.ts";
import { checkedAddress, invalid, notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Connections";
const ConnectionPath = z.object({ id: z.string() });

export const getConnections = route({
  method: "GET",
  path: "/api/v1/connections",
  tag,
  status: 200,
  summary: "Everything that is connected, or waits to be",
  input: {},
  output: listOf(ConnectionView),
  async handle(_, call) {
    const all = await call.context.storage.connections.all(call.workspaceId);
    const present = all.filter(({ state }) => state !== "removed");
    return { body: { items: await Promise.all(present.map((each) => viewCounted(call, each))) } };
  },
});

export const getConnection = route({
  method: "GET",
  path: "/api/v1/connections/{id}",
  tag,
  status: 200,
  summary: "State, counters and last error of one connection",
  input: { params: ConnectionPath },
  output: ConnectionView,
  handle: async ({ params }, call) => ({
    body: await viewCounted(call, await findConnection(call, params.id)),
  }),
});

export const postConnection = route({
  method: "POST",
  path: "/api/v1/connections",
  tag,
  status: 201,
  summary: "Connect a system",
  description:
    "Answers with an address and a secret for signed webhooks, or with the address where an admin grants access.",
  input: { body: NewConnectionBody },
  output: MadeConnection,
  async handle({ body }, call) {
    const { context, workspaceId } = call;
    const { kind, name } = body;
    const { oauth } = connectorOf(kind);
    const redirectUrl = grantCallback(context, kind);
    if (oauth !== undefined) assertGrantable(oauth, redirectUrl);
    const system = systemOf(body);
    const secret = listensByItself(kind) ? newSecret() : undefined;
    const connection = await addConnection(context, {
      workspaceId,
      kind,
      name,
      ...system,
      state: oauth === undefined ? "connected" : "awaiting-grant",
      ...(secret === undefined ? {} : { secrets: [secret] }),
    });
    const authorizeUrl = oauth && (await awaitGrant(context, connection, oauth, redirectUrl));
    return {
      body: { ...viewConnection(call, connection), secret, authorizeUrl },
      headers: { location: `/api/v1/connections/${connection.id}` },
    };
  },
});

export const postGrant = route({
  method: "POST",
  path: "/api/v1/connections/{id}/grants",
  tag,
  status: 201,
  problems: [409],
  summary: "Ask for access again",
  input: { params: ConnectionPath },
  output: MadeConnection,
  async handle({ params }, call) {
    const connection = await findConnection(call, params.id);
    const { oauth } = connectorOf(connection.kind);
    if (oauth === undefined)
      throw new Problem(409, "Nothing to grant", `${connection.name} works without a grant.`);
    const redirectUrl = grantCallback(call.context, connection.kind);
    const authorizeUrl = await awaitGrant(call.context, connection, oauth, redirectUrl);
    return { body: { ...viewConnection(call, connection), authorizeUrl } };
  },
});

export const deleteConnection = route({
  method: "DELETE",
  path: "/api/v1/connections/{id}",
  tag,
  status: 204,
  summary: "Disconnect a system; what was learned from it stays",
  input: { params: ConnectionPath },
  output: z.undefined(),
  async handle({ params }, call) {
    await removeConnection(call.context, await findConnection(call, params.id));
    return { body: undefined };
  },
});

/** Throws 404 for what the workspace does not have. */
async function findConnection(call: Call, id: string): Promise<Connection> {
  const connection = await call.context.storage.connections.get(call.workspaceId, id);
  if (connection !== undefined && connection.state !== "removed") return connection;
  throw notFound(`There is no connection ${id}.`);
}

/** A system that is only written to has an address and an access token; others have neither. */
function systemOf({ kind, baseUrl, secret }: z.output<typeof NewConnectionBody>) {
  const { oauth, webhooks } = connectorOf(kind);
  if (oauth === undefined && webhooks === undefined) {
    if (secret === undefined) throw invalid("/secret", "Give the system's access token.");
    const address = checkedAddress("/baseUrl", baseUrl, readAddress);
    return { baseUrl: address, secrets: [secret] };
  }
  const idle = Object.entries({ baseUrl, secret }).find(([, value]) => value !== undefined)?.[0];
  if (idle === undefined) return {};
  throw invalid(`/${idle}`, `A connection of kind ${kind} takes no ${idle}: leave it out.`);
}

async function viewCounted(call: Call, connection: Connection) {
  const { workspaceId, id } = connection;
  const found = await call.context.storage.counters.get(workspaceId, id);
  const { lastReceivedAt, ...counted } = found ?? noCounts;
  const at = lastReceivedAt === undefined ? {} : { lastReceivedAt: iso(lastReceivedAt) };
  return { ...viewConnection(call, connection), counters: { ...counted, ...at } };
}

const noCounts = {
  webhooks: 0,
  events: 0,
  ignored: 0,
  changes: 0,
  lastReceivedAt: undefined,
};

function viewConnection(call: Call, connection: Connection): z.input<typeof ConnectionView> {
  const { id, kind, name, state, accountId, baseUrl, rank, lastError } = connection;
  return {
    id,
    kind,
    label: connectorOf(kind).label,
    name,
    state,
    accountId,
    baseUrl,
    rank,
    url: listensByItself(kind) ? `${call.context.publicUrl()}/hooks/${id}` : undefined,
    createdAt: iso(connection.createdAt),
    lastError: lastError && { at: iso(lastError.at), message: lastError.message },
  };
}
