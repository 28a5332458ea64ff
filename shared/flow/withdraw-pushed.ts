import { targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { PushContext } from "./context.ts";
import { pushAccess, pushBatch } from "./push-pending.ts";

/** Then another flight goes on. */
const longestMs = 40_000;

/**
 * Takes back all that was pushed to a destination, then removes it; false where something is
 * left. What is done is forgotten, so that it goes on where it was, whatever happened.
 */
export async function withdrawPushed(
  context: PushContext,
  destination: Destination,
): Promise<boolean> {
  const { workspaceId, id } = destination;
  const target = targetOf(destination.kind);
  const access = await pushAccess(context, destination);
  const startedAt = performance.now();
  while (performance.now() - startedAt < longestMs) {
    const rows = await context.storage.pushes.some(workspaceId, id, target.batchSize);
    if (rows.length === 0) {
      await access(async (connection) => {
        await target.shared?.release(destination, connection);
      });
      await context.storage.destinations.write({ ...destination, state: "removed" });
      return true;
    }
    const leaving = rows.map((row) => ({ ...row, desired: false }));
    const left = await access((connection) =>
      pushBatch(context, target, destination, connection, leaving),
    );
    const taken = leaving.filter((row) => !left.includes(row));
    await context.storage.pushes.forget(workspaceId, id, taken);
  }
  return false;
}
