import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Connection } from "../contracts/connection.ts";
import { Problem } from "../runtime/errors.ts";
import type { RefusedWebhook } from "../storage/refused-webhooks.ts";
import type { FlowContext } from "./context.ts";

/** Below what an item of the database may hold, with room for the reason. */
const mostBytes = 350_000;
const longestReason = 1_000;

/**
 * Keeps a webhook that could not be read, for whoever mends the mapping. One that is too
 * large to be kept is refused after all (the same `Problem`): then the sender still has it.
 */
export async function refuseWebhook(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Connection,
  body: Uint8Array,
  receivedAt: number,
  problem: Problem,
): Promise<void> {
  const compressed = gzipSync(body);
  if (compressed.byteLength > mostBytes) throw problem;
  const content = createHash("sha256").update(body).digest("hex").slice(0, 16);
  await storage.refusedWebhooks.keep(workspaceId, id, {
    id: `${new Date(receivedAt).toISOString()}-${content}`,
    receivedAt,
    reason: problem.message.slice(0, longestReason),
    pointer: problem.pointer,
    body: compressed,
  });
}

/** The bytes as they came. */
export function bodyOf({ body }: Pick<RefusedWebhook, "body">): Uint8Array {
  return gunzipSync(body);
}
