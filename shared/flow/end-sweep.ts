import type { SweepJob } from "../contracts/sweep.ts";
import type { FlowContext } from "./context.ts";

/**
 * Stores a sweep that goes on no more, then forgets whoever it found there, so that nobody who is
 * erased is still named. In this order: one that went on with fewer pages would see members
 * missing. What a crash in between leaves expires two days later.
 */
export async function endSweep(
  { storage }: Pick<FlowContext, "storage">,
  { cursor: _reached, ...job }: SweepJob,
): Promise<SweepJob> {
  const ended = await storage.sweeps.write(job);
  await storage.membersThere.forget(ended);
  return ended;
}
