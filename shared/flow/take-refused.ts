import { inboundOf } from "../connectors/inbound.ts";
import type { Connection } from "../contracts/connection.ts";
import { Problem } from "../runtime/errors.ts";
import { type AcceptContext, takeWebhook } from "./accept-webhook.ts";
import { bodyOf, refuseWebhook } from "./refuse-webhook.ts";

export interface Retaken {
  readonly taken: number;
  readonly refused: number;
  /** After which the next ones follow, where there are more. */
  readonly after: string | undefined;
}

/**
 * Reads kept webhooks again with the present mapping, oldest first, as if each came in when
 * it did; what can be read now is on its way and no longer kept, the rest gets its new reason.
 */
export async function takeRefused(
  context: AcceptContext,
  connection: Connection,
  limit: number,
  after: string | undefined,
): Promise<Retaken> {
  const { workspaceId, id } = connection;
  const kept = await context.storage.refusedWebhooks.page(workspaceId, id, limit, after);
  const inbound = inboundOf(connection);
  if (inbound === undefined) return { taken: 0, refused: 0, after: undefined };
  let taken = 0;
  for (const webhook of kept.items) {
    const body = bodyOf(webhook);
    try {
      await takeWebhook(context, connection, inbound, body, webhook.receivedAt);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      await refuseWebhook(context, connection, body, webhook.receivedAt, problem);
      continue;
    }
    await context.storage.refusedWebhooks.forget(workspaceId, id, webhook.id);
    taken += 1;
  }
  return { taken, refused: kept.items.length - taken, after: kept.after };
}
