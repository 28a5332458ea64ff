import { z } from "zod";
import { connectorOf } from "../connectors/registry.ts";
import { addConnection, removeConnection } from "../flow/connect.ts";
import { assertGrantable, awaitGrant, resumeWaiting } from "../flow/grant-access.ts";
import { startImport } from "../flow/start-import.ts";
import { Problem } from "../runtime/errors.ts";
import {
  ConnectionPatch,
  ConnectionView,
  MadeConnection,
  NewConnectionBody,
} from "./connection-schema.ts";
import { viewConnection, viewCounted, viewMade, viewWhole } from "./connection-view.ts";
import { listOf } from "./cursors.ts";
import { etagOf } from "./etag.ts";
import { ConnectionPath, editConnection, findConnection } from "./find-connection.ts";
import { assertOpens, assertTakes, readMapping, systemOf, withSecret } from "./new-connection.ts";
import { grantCallback } from "./oauth.ts";
import { route } from "./route.ts";

const tag = "Connections";

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
  versioned: true,
  summary: "State, counters and last error of one connection",
  input: { params: ConnectionPath },
  output: ConnectionView,
  async handle({ params }, call) {
    const connection = await findConnection(call, params.id);
    return { body: await viewWhole(call, connection), headers: etagOf(connection) };
  },
});

export const patchConnection = route({
  method: "PATCH",
  path: "/api/v1/connections/{id}",
  role: "admin",
  tag,
  status: 200,
  versioned: true,
  summary: "Rename a connection, give it a mapping, or another API key",
  input: { params: ConnectionPath, body: ConnectionPatch },
  output: ConnectionView,
  async handle({ params, body }, call) {
    if (body.secret !== undefined)
      await assertTakes(await findConnection(call, params.id), body.secret);
    const edited = await editConnection(call, params.id, (current) => {
      const { mapping: present, ...rest } = withSecret(current, body.secret);
      const mapping = body.mapping === undefined ? present : readMapping(rest, body.mapping);
      return {
        ...rest,
        name: body.name ?? rest.name,
        ...(mapping === undefined ? {} : { mapping }),
      };
    });
    if (body.secret !== undefined) await resumeWaiting(call.context, edited);
    return { body: await viewCounted(call, edited), headers: etagOf(edited) };
  },
});

export const postConnection = route({
  method: "POST",
  path: "/api/v1/connections",
  role: "admin",
  tag,
  status: 201,
  versioned: true,
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
    await assertOpens(kind, { name, ...system });
    const connection = await addConnection(context, {
      workspaceId,
      kind,
      name,
      ...system,
      state: oauth === undefined ? "connected" : "awaiting-grant",
    });
    const authorizeUrl = oauth && (await awaitGrant(context, connection, oauth, redirectUrl));
    if (oauth === undefined) await startImport(context, connection);
    return {
      body: { ...viewMade(call, connection), authorizeUrl },
      headers: { location: `/api/v1/connections/${connection.id}`, ...etagOf(connection) },
    };
  },
});

export const postGrant = route({
  method: "POST",
  path: "/api/v1/connections/{id}/grants",
  role: "admin",
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
  role: "admin",
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
