import type { ImportedList, ListWorkspace } from "../connectors/list-import.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { MusterError, Problem } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { ruleContextOf } from "./index-reader.ts";
import { presentIndex } from "./membership-now.ts";
import { openAccess } from "./open-access.ts";

type ListImport = Pick<ListWorkspace, "segments" | "behaviours" | "partial"> & {
  /** The outside system's own id. */
  readonly listId: string;
};

/**
 * Reads a list of a connected system as a rule. A list that a segment is pushed to stands for
 * that segment, unless another is given. Throws a `Problem` that says what to do.
 */
export async function importList(
  context: Pick<FlowContext, "storage" | "clock">,
  connection: Connection,
  { listId, segments: given, ...wanted }: ListImport,
): Promise<ImportedList> {
  const { importList: read, label } = connectorOf(connection.kind);
  if (read === undefined)
    throw new Problem(409, "No lists", `Muster cannot read lists of a ${label}.`);
  const { workspaceId } = connection;
  const { root } = await presentIndex(context, workspaceId);
  const segments = new Map([...(await pushedLists(context, connection)), ...given]);
  const workspace = { ...wanted, segments, rulesOf: ruleContextOf.bind(undefined, root) };
  try {
    return await openAccess(context, connection)((ready) => read(ready, listId, workspace));
  } catch (error) {
    throw answerable(error);
  }
}

async function pushedLists(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Connection,
): Promise<[string, string][]> {
  const all = await storage.destinations.all(workspaceId);
  return all.flatMap(({ connectionId, listId, segmentId, state }) =>
    connectionId === id && listId !== undefined && state !== "removed" ? [[listId, segmentId]] : [],
  );
}

/** The outside system's own words: who asked can act on them. */
function answerable(error: unknown): unknown {
  if (!(error instanceof MusterError) || error instanceof Problem) return error;
  switch (error.next) {
    case "retry":
    case "slow-down":
      return new Problem(503, "Try again shortly", error.message);
    case "reconnect":
    case "park":
      return new Problem(409, "List not read", error.message);
  }
}
