import { setTimeout as pause } from "node:timers/promises";
import type { RequestLimit } from "../connectors/connector.ts";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import { RateLimitedError } from "../runtime/errors.ts";
import type { Pace } from "../storage/request-budgets.ts";
import type { FlowContext } from "./context.ts";

/** Longer waits are the queue's. */
const patienceMs = { push: 5_000, import: 15_000, sweep: 15_000 } as const;

/**
 * Of a limit so many requests are not spent at the even pace: pushes may run ahead by most of
 * them, imports by fewer, so that an import that sends all it may never keeps a push waiting;
 * sweeps give way to both. The others are for what is not counted: a grant, and two clocks that disagree.
 */
const reserved = 10;
const ahead = { push: 6, import: 2, sweep: 1 } as const;
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
  connection: Connection,
  purpose: Purpose,
): Promise<void> {
  const limit = await limitOf({ storage }, connection);
  if (limit === undefined) return;
  const { workspaceId, id, name } = connection;
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
  const limit = connection && (await limitOf({ storage }, connection));
  if (limit === undefined) return;
  const { burstMs } = paceOf(limit, "push");
  const until = Date.now() + error.retryAfterMs;
  await storage.budgets.pause(workspaceId, connectionId, until, burstMs);
}

/** How many requests a system takes of us, and how close to that they are. */
export interface LimitInUse extends RequestLimit {
  /** Of what may run ahead of the even pace, from 0 to 1. */
  readonly used: number;
  /** Nobody sends until then (wall clock, in ms): the system asked for patience. */
  readonly pausedUntil: number | undefined;
}

/** Undefined for a system that declares no limit. */
export async function limitInUse(
  { storage }: SpendContext,
  connection: Connection,
): Promise<LimitInUse | undefined> {
  const limit = await limitOf({ storage }, connection);
  if (limit === undefined) return undefined;
  const { burstMs } = paceOf(limit, "push");
  const spentUntil = await storage.budgets.spentUntil(connection.workspaceId, connection.id);
  const aheadMs = Math.max(0, spentUntil - Date.now());
  return {
    requests: limit.requests,
    perMs: limit.perMs,
    used: burstMs <= 0 ? Math.min(1, aheadMs) : Math.min(1, aheadMs / burstMs),
    pausedUntil: aheadMs > burstMs + limit.perMs ? spentUntil - burstMs : undefined,
  };
}

/**
 * What the system's answers say it takes, heard by whichever function, else what its connector
 * declares. Where the last answer said that nothing is left, nobody sends until its time is over.
 */
async function limitOf(
  { storage }: SpendContext,
  connection: Connection,
): Promise<RequestLimit | undefined> {
  const { limit: declared, heardLimit } = connectorOf(connection.kind);
  if (declared === undefined) return undefined;
  const { workspaceId, id } = connection;
  const stored = await storage.budgets.limit(workspaceId, id);
  const heard = heardLimit?.(connection);
  if (heard === undefined || heard.at <= (stored?.at ?? 0)) return stored ?? declared;
  const { requests, perMs, remaining, at } = heard;
  const known = stored ?? declared;
  if (requests !== known.requests || perMs !== known.perMs)
    await storage.budgets.hear(workspaceId, id, { requests, perMs, at });
  if (remaining === 0 && at + perMs > Date.now()) {
    const { burstMs } = paceOf(heard, "push");
    await storage.budgets.pause(workspaceId, id, at + perMs, burstMs);
  }
  return heard;
}

function paceOf({ requests, perMs }: RequestLimit, purpose: Purpose): Pace {
  // Of a small limit a fifth, of which one is left for what is not counted.
  const kept = Math.min(reserved, Math.max(2, Math.ceil(requests / 5)));
  const spacingMs = perMs / Math.max(1, requests - kept);
  return { spacingMs, burstMs: spacingMs * (Math.min(ahead[purpose], kept - 1) - 1) };
}
