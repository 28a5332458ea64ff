import type { ImportSession, ImportSource } from "../connectors/import-source.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { openAccess } from "./open-access.ts";
import { spendRequest } from "./spend-request.ts";

export type ImportContext = Pick<
  FlowContext,
  "storage" | "queues" | "clock" | "log" | "correlationIds"
>;

/** An import or a sweep under way: what one invocation works with. */
export interface ImportWalk {
  readonly context: ImportContext;
  readonly source: ImportSource;
  readonly connection: Connection;
  /** Asks the source, with access that is renewed when it must be. */
  ask<Answer>(work: (session: ImportSession) => Promise<Answer>): Promise<Answer>;
  /** The source's own names of what its catalogue describes. */
  properties(object: ObjectKind): Promise<readonly string[]>;
}

/** Throws `PermanentError` where the connection is gone, or has nothing to read. */
export async function openWalk(
  context: ImportContext,
  { workspaceId, connectionId }: { readonly workspaceId: string; readonly connectionId: string },
  purpose: "import" | "sweep",
  onRequest: () => void,
): Promise<ImportWalk> {
  const connection = await context.storage.connections.get(workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw new PermanentError("The connection was removed.");
  const { imports: source } = connectorOf(connection.kind);
  if (source === undefined)
    throw new PermanentError(`Connections of kind ${connection.kind} have nothing to import.`);
  const access = openAccess(context, connection);
  const known = new Map<ObjectKind, readonly string[]>();
  return {
    context,
    source,
    connection,
    ask: (work) =>
      access((usable) =>
        work({
          connection: usable,
          spend: async () => {
            await spendRequest(context, usable, purpose);
            onRequest();
          },
        }),
      ),
    properties: async (object) => {
      const described = known.get(object) ?? (await propertiesOf(context, connection, object));
      known.set(object, described);
      return described;
    },
  };
}

async function propertiesOf(
  { storage }: ImportContext,
  { workspaceId, id }: Connection,
  object: ObjectKind,
): Promise<string[]> {
  const described = await storage.catalogue.of(workspaceId, object, id);
  return described.map(({ property }) => property);
}
