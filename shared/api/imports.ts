import { connectorOf } from "../connectors/registry.ts";
import { startImport } from "../flow/start-import.ts";
import { Problem } from "../runtime/errors.ts";
import { ConnectionView } from "./connection-schema.ts";
import { viewCounted } from "./connection-view.ts";
import { ConnectionPath, findConnection } from "./find-connection.ts";
import { route } from "./route.ts";

export const postImport = route({
  method: "POST",
  path: "/api/v1/connections/{id}/import",
  role: "admin",
  tag: "Connections",
  status: 202,
  problems: [409],
  summary: "Import all records of a system again, or go on with an import that stopped",
  description:
    "Only what differs from what is known is written; what is newer than the source's record stays.",
  input: { params: ConnectionPath },
  output: ConnectionView,
  async handle({ params }, call) {
    const connection = await findConnection(call, params.id);
    const { label, imports } = connectorOf(connection.kind);
    if (imports === undefined)
      throw new Problem(
        409,
        "Nothing to import",
        `Records of ${label} come in by its webhooks only: have it send them.`,
      );
    if (connection.state !== "connected")
      throw new Problem(
        409,
        "Not connected",
        `${connection.name} is not connected: connect it, and it is imported by itself.`,
      );
    await startImport(call.context, connection);
    return { body: await viewCounted(call, connection) };
  },
});
