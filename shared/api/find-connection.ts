import { z } from "zod";
import type { Connection } from "../contracts/connection.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { Call } from "./call.ts";
import { assertMatch } from "./etag.ts";
import { notFound } from "./request-problem.ts";

export const ConnectionPath = z.object({ id: z.string() });

/** Throws 404 for what the workspace does not have. */
export async function findConnection(call: Call, id: string): Promise<Connection> {
  const connection = await call.context.storage.connections.get(call.workspaceId, id);
  if (connection !== undefined && connection.state !== "removed") return connection;
  throw notFound(`There is no connection ${id}.`);
}

/** Edits a connection as it is now: again when somebody else wrote first, unless `If-Match` forbids it. */
export function editConnection(
  call: Call,
  id: string,
  edit: (connection: Connection) => Connection,
): Promise<Connection> {
  return retrying(ConflictError, async () => {
    const connection = await findConnection(call, id);
    assertMatch(call, connection);
    return call.context.storage.connections.write(edit(connection));
  });
}
