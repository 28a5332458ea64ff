import type { Change, ChangesMessage } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { Problem } from "../runtime/errors.ts";
import type { FlowContext } from "./context.ts";
import { correlated } from "./correlation.ts";

/**
 * Few a message, so that a batch of messages is applied well within the function's timeout; of
 * imports fewer, since most of their records make a profile. Each lane has its own share of the
 * queue: neither a workspace's webhooks nor another workspace wait for an import.
 */
const lanes = {
  webhooks: { changesPerMessage: 20, group: (workspaceId: string) => workspaceId },
  imports: { changesPerMessage: 8, group: (workspaceId: string) => `${workspaceId}#import` },
} as const;
type Lane = keyof typeof lanes;

const bytesPerMessage = 200_000;

/** Puts changes of one connection on their way. Throws a `Problem` before that where one is too large. */
export async function enqueueChanges(
  context: Pick<FlowContext, "queues" | "clock" | "correlationIds">,
  { workspaceId, id: connectionId, rank }: Pick<Connection, "workspaceId" | "id" | "rank">,
  changes: readonly Change[],
  lane: Lane,
): Promise<void> {
  changes.forEach(assertSendable);
  const receivedAt = context.clock.now();
  const { changesPerMessage, group } = lanes[lane];
  const from = { workspaceId, connectionId, rank, receivedAt };
  const messages = inMessages(changes, changesPerMessage).map(
    (part): ChangesMessage => ({ ...from, ...correlated(context.correlationIds), changes: part }),
  );
  await context.queues.changes.send(messages.map((body) => ({ body, group: group(workspaceId) })));
}

/** Throws a `Problem` for a change that no message can hold. */
export function assertSendable(change: Change): void {
  if (bytesOf(change) > bytesPerMessage)
    throw new Problem(413, "Event too large", `One event may have ${bytesPerMessage} bytes.`);
}

function bytesOf(change: Change): number {
  return Buffer.byteLength(JSON.stringify(change));
}

/** Messages of bounded length and size; changes of one record stay in order. */
function inMessages(changes: readonly Change[], most: number): Change[][] {
  const messages: Change[][] = [];
  let size = 0;
  for (const change of changes) {
    const bytes = bytesOf(change);
    const last = messages.at(-1);
    if (last === undefined || last.length === most || size + bytes > bytesPerMessage) {
      messages.push([change]);
      size = bytes;
    } else {
      last.push(change);
      size += bytes;
    }
  }
  return messages;
}
