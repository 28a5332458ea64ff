import type { Destination } from "../contracts/destination.ts";
import type { SweepJob, SweepMessage } from "../contracts/sweep.ts";
import {
  AuthenticationError,
  ConflictError,
  MusterError,
  PermanentError,
  RateLimitedError,
} from "../runtime/errors.ts";
import type { PushContext } from "./context.ts";
import { endSweep } from "./end-sweep.ts";
import { faultOf } from "./fault.ts";
import { pauseRequests } from "./spend-request.ts";
import type { SweptOn } from "./sweep-step.ts";

const outageSeconds = 30;
const longestDelaySeconds = 900;

/**
 * The failure is on the sweep for its admin to see, and on the destination where only a person
 * can help; what passes is tried again. Throws what only the queue can help with: somebody else
 * is sweeping, or nobody foresaw it.
 */
export async function afterSweepFailure(
  context: PushContext,
  destination: Destination,
  job: SweepJob,
  error: unknown,
): Promise<SweptOn> {
  if (error instanceof ConflictError || !(error instanceof MusterError)) throw error;
  context.log.error("sweep failed", error, { destination: destination.id });
  const problem = faultOf(context, error);
  const failed = { ...job, problem };
  if (error instanceof AuthenticationError)
    return { job: await endSweep(context, { ...failed, state: "waiting" }), delaySeconds: 0 };
  if (error instanceof PermanentError) {
    await context.storage.destinations.note(destination, { state: "failing", lastError: problem });
    return { job: await endSweep(context, { ...failed, state: "failed" }), delaySeconds: 0 };
  }
  if (!(error instanceof RateLimitedError)) return { job: failed, delaySeconds: outageSeconds };
  const { workspaceId, connectionId } = destination;
  if (connectionId !== undefined)
    await pauseRequests(context, { workspaceId, connectionId }, error);
  const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  return { job: failed, delaySeconds: Math.min(longestDelaySeconds, seconds) };
}

/** Says on the sweep why it stopped; the next day's begins anew. */
export async function giveUpSweep(
  context: Pick<PushContext, "storage" | "clock">,
  message: SweepMessage,
  reason: string,
): Promise<void> {
  const job = await context.storage.sweeps.get(message);
  if (job === undefined || job.id !== message.sweepId || job.state !== "running") return;
  const problem = { at: context.clock.now(), message: reason };
  await endSweep(context, { ...job, state: "failed", problem });
}
