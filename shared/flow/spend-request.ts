import { setTimeout as pause } from "node:timers/promises";
import type { RequestLimit } from "../connectors/connector.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { RateLimitedError } from "../runtime/errors.ts";
import type { Pace } from "../storage/request-budgets.ts";
import type { FlowContext } from "./context.ts";

/** Longer waits are the queue's. */
const patienceMs = { push: 5_000, import: 15_000 } as const;

/**
 * Of a limit so many requests are not spent at the even pace: pushes may run ahead by most of
 * them, imports by fewer, so that an import that sends all it may never keeps a push waiting. The
 * others are for what is not counted: a grant, and two clocks that disagree.
 */
const reserved = 10;
const ahead = { push: 6, import: 2 } as const;
type Purpose = keyof typeof ahead;

type SpendContext = Pick<FlowContext, "storage">;

/** Our own restraint; the system itself has not complained. */
export class BudgetSpentError extends RateLimitedError {}

/**
 * Returns once one more request may be sent to a connection's system, which all functions together
 * send no faster than it allows. Throws `BudgetSpentError` where that takes long.
 */
export async function spendRequest(
  { storage }: SpendContext,
  { workspaceId, id, kind, name }: Connection,
  purpose: Purpose,
): Promise<void> {
  const { limit } = connectorOf(kind);
  if (limit === undefined) return;
  const pace = paceOf(limit, purpose);
  for (let waited = 0; ; ) {
    const waitMs = await storage.budgets.take(workspaceId, id, pace);
    if (waitMs === 0) return;
    if (waited + waitMs > patienceMs[purpose])
      throw new BudgetSpentError(`${name} has had as many requests as it takes for now.`, waitMs);
    await pause(waitMs);
    waited += waitMs;
  }
}

/** After a system asked for patience: until it is over nobody sends. */
export async function pauseRequests(
  { storage }: SpendContext,
  { workspaceId, connectionId }: { workspaceId: string; connectionId: string },
  error: RateLimitedError,
): Promise<void> {
  if (error instanceof BudgetSpentError) return;
  const connection = await storage.connections.get(workspaceId, connectionId);
  const limit = connection && connectorOf(connection.kind).limit;
  if (limit === undefined) return;
  const { burstMs } = paceOf(limit, "push");
  const until = Date.now() + error.retryAfterMs;
  await storage.budgets.pause(workspaceId, connectionId, until, burstMs);
}

function paceOf({ requests, perMs }: RequestLimit, purpose: Purpose): Pace {
  const spacingMs = perMs / (requests - reserved);
  return { spacingMs, burstMs: spacingMs * (ahead[purpose] - 1) };
}
