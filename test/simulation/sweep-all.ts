import { startImport } from "../../shared/flow/start-import.ts";
import { startSweep } from "../../shared/flow/start-sweep.ts";
import { ConflictError } from "../../shared/runtime/errors.ts";
import { retrying } from "../../shared/runtime/retrying.ts";
import type { World } from "./world.ts";

/** As an admin asks for it: all the portal has is read again. */
export async function sweepSource(world: World): Promise<void> {
  const { admin, workspaceId, connections } = world;
  const connection = await world.finish(
    admin.storage.connections.get(workspaceId, connections.hubspot),
  );
  if (connection?.state !== "connected") return;
  await world.finish(retrying(ConflictError, () => startImport(admin, connection)));
}

/** As an admin asks for it: every list is compared with its segment. */
export async function sweepLists(world: World): Promise<void> {
  const { admin, workspaceId } = world;
  const destinations = await world.finish(admin.storage.destinations.all(workspaceId));
  for (const destination of destinations)
    if (destination.state !== "removed")
      await world.finish(retrying(ConflictError, () => startSweep(admin, destination)));
}
