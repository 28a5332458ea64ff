import type { ImportedLinks, ImportSession, ImportSource } from "../connectors/import-source.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { DescribedAttribute } from "../contracts/catalogue.ts";
import type { ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { PermanentError } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { openAccess } from "./open-access.ts";
import { spendRequest } from "./spend-request.ts";

export type ImportContext = Pick<
  FlowContext,
  "storage" | "queues" | "clock" | "log" | "pace" | "correlationIds"
>;

/** An import or a sweep under way: what one invocation works with. */
export interface ImportWalk {
  readonly context: ImportContext;
  readonly source: ImportSource;
  readonly connection: Connection;
  /** Asks the source, with access that is renewed when it must be. */
  ask<Answer>(work: (session: ImportSession) => Promise<Answer>): Promise<Answer>;
  /** What the source's catalogue describes. */
  described(object: ObjectKind): Promise<readonly DescribedAttribute[]>;
}

/** Of these records all associations, where pages do not tell them. */
export async function readLinks(
  { ask, source }: ImportWalk,
  object: ObjectKind,
  recordIds: readonly string[],
): Promise<ImportedLinks> {
  const { links } = source;
  if (links === undefined || recordIds.length === 0) return { at: 0, links: [] };
  return ask((session) => links(session, object, recordIds));
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
  const known = new Map<ObjectKind, readonly DescribedAttribute[]>();
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
    described: async (object) => {
      const described =
        known.get(object) ??
        (await context.storage.catalogue.of(workspaceId, object, connectionId));
      known.set(object, described);
      return described;
    },
  };
}
