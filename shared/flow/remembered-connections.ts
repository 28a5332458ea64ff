import type { Connection } from "../contracts/connection.ts";
import type { Pointer } from "../storage/connections.ts";
import type { FlowContext } from "./context.ts";

const mostRemembered = 10_000;
const byStorage = new WeakMap<FlowContext["storage"], Map<string, Pointer>>();

/**
 * The connection at an address. Where an address leads hardly ever changes and is
 * remembered; the connection itself is read each time, so that a rotated secret and a
 * removal take effect at once.
 */
export async function connectionAt(
  { storage }: Pick<FlowContext, "storage">,
  address: string,
): Promise<Connection | undefined> {
  const remembered = byStorage.get(storage) ?? new Map<string, Pointer>();
  byStorage.set(storage, remembered);
  const known = remembered.get(address);
  const connection =
    known && (await storage.connections.get(known.workspaceId, known.connectionId));
  if (connection !== undefined && connection.state !== "removed") return connection;
  const pointer = await storage.connections.pointer(address);
  if (pointer === undefined) return undefined;
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(address, pointer);
  return storage.connections.get(pointer.workspaceId, pointer.connectionId);
}
