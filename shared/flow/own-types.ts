import { targetOf } from "../connectors/registry.ts";
import { type Connection, ownType } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { editConnection } from "./connect.ts";
import type { FlowContext } from "./context.ts";

/**
 * The types of a source's fields, with those marked that Muster writes there: what it wrote comes
 * back as a change, and a segment that reads what it drives would follow itself.
 */
export async function withOwnTypes(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, connectionId }: { readonly workspaceId: string; readonly connectionId: string },
  { propertyTypes }: Pick<Connection, "propertyTypes">,
): Promise<Connection["propertyTypes"]> {
  const all = await storage.destinations.all(workspaceId);
  const written = all
    .filter((each) => each.connectionId === connectionId && each.state !== "removed")
    .flatMap((each) => targetOf(each.kind).shared?.writes(each) ?? []);
  return { ...propertyTypes, ...Object.fromEntries(written.map((name) => [name, ownType])) };
}

/** Has a connection know at once what a destination that was just stored writes. */
export async function markWritten(
  context: Pick<FlowContext, "storage">,
  destination: Destination,
): Promise<void> {
  const { workspaceId, connectionId, kind } = destination;
  const written = targetOf(kind).shared?.writes(destination) ?? [];
  if (connectionId === undefined || written.length === 0) return;
  const own = Object.fromEntries(written.map((name) => [name, ownType]));
  await editConnection(context, { workspaceId, id: connectionId }, (current) => ({
    ...current,
    propertyTypes: { ...current.propertyTypes, ...own },
  }));
}
