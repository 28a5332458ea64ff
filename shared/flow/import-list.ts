import type { ImportedList, ListWorkspace } from "../connectors/list-import.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { Problem } from "../runtime/errors.ts";
import { answerable } from "./answerable.ts";
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
    throw answerable(error, "List not read");
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
