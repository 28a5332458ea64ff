import type { Flood } from "../connectors/event-source.ts";
import type { Connection } from "../contracts/connection.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";

/** Notes of what kinds of records changes were lost count of, each with the earliest instant. */
export async function noteFloods(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Connection,
  floods: readonly Flood[],
): Promise<void> {
  if (floods.length === 0) return;
  await retrying(ConflictError, async () => {
    const current = await storage.connections.get(workspaceId, id);
    if (current === undefined || current.state === "removed") return;
    const uncounted = { ...current.uncounted };
    for (const { records, at } of floods)
      uncounted[records] = Math.min(at, uncounted[records] ?? at);
    const isNews = Object.entries(uncounted).some(
      ([records, at]) => current.uncounted?.[records] !== at,
    );
    if (isNews) await storage.connections.write({ ...current, uncounted });
  });
}
