import type { ImportJob } from "../contracts/import.ts";
import {
  AuthenticationError,
  ConflictError,
  MusterError,
  PermanentError,
  RateLimitedError,
} from "../runtime/errors.ts";
import type { ImportContext } from "./import-walk.ts";
import { pauseRequests } from "./spend-request.ts";

const outageSeconds = 30;
const longestDelaySeconds = 900;

/**
 * The failure is on the import for its admin to see; what passes is tried again. Throws what only
 * the queue can help with: somebody else is walking, or nobody foresaw it.
 */
export async function afterFailure(
  context: ImportContext,
  job: ImportJob,
  error: unknown,
): Promise<{ job: ImportJob; delaySeconds: number }> {
  if (error instanceof ConflictError || !(error instanceof MusterError)) throw error;
  const { workspaceId, connectionId } = job;
  context.log.error("import failed", error, { connection: connectionId });
  const problem = { at: context.clock.now(), message: error.message };
  const stopped = (state: "waiting" | "failed") =>
    context.storage.imports.write({ ...job, state, problem });
  if (error instanceof PermanentError) return { job: await stopped("failed"), delaySeconds: 0 };
  if (error instanceof AuthenticationError)
    return { job: await stopped("waiting"), delaySeconds: 0 };
  if (!(error instanceof RateLimitedError))
    return { job: { ...job, problem }, delaySeconds: outageSeconds };
  await pauseRequests(context, { workspaceId, connectionId }, error);
  const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
  return { job: { ...job, problem }, delaySeconds: Math.min(longestDelaySeconds, seconds) };
}

/** Says on the import why it stopped; it can be gone on with. */
export async function giveUpImport(
  context: ImportContext,
  {
    workspaceId,
    connectionId,
    jobId,
  }: { workspaceId: string; connectionId: string; jobId: string },
  reason: string,
): Promise<void> {
  const job = await context.storage.imports.get(workspaceId, connectionId);
  if (job === undefined || job.id !== jobId || job.state !== "running") return;
  const problem = { at: context.clock.now(), message: reason };
  await context.storage.imports.write({ ...job, state: "failed", problem });
}
