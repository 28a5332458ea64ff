import { Problem } from "../runtime/errors.ts";
import type { Retirement } from "../storage/retirements.ts";
import type { FlowContext } from "./context.ts";
import { retire } from "./define-segment.ts";
import { byMuster } from "./note-edit.ts";
import { applyPolicy, emptyAt } from "./segment-policy.ts";

type RetireContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;

const aDayMs = 86_400_000;

/**
 * Retires the segments whose time is over and whose members have left by themselves: what
 * is left to do is to take them out of the index. One that fails is tried again by the next
 * sweep and keeps no other waiting.
 */
export async function retireOutlived(context: RetireContext): Promise<number> {
  const { storage, clock, log } = context;
  let retired = 0;
  for (const note of await storage.retirements.upTo(clock.now())) {
    try {
      if (await retireOne(context, note)) retired += 1;
      await storage.retirements.forget(note);
    } catch (error) {
      log.error("an outlived segment was not retired", error, { segmentId: note.segmentId });
    }
  }
  return retired;
}

/**
 * One that others read stays, empty, until a look a day later. One that is not over was edited:
 * whoever did may have ended before every writer knew it.
 */
async function retireOne(
  context: RetireContext,
  { workspaceId, segmentId, revision }: Retirement,
): Promise<boolean> {
  const { storage, clock, log } = context;
  const now = clock.now();
  const segment = await storage.segments.get(workspaceId, segmentId);
  if (segment === undefined || segment.state === "retired") return false;
  // The edit that was to be looked after was never stored.
  if (segment.revision === revision) return false;
  const { zone } = await storage.index.root(workspaceId);
  const at = emptyAt(segment, zone);
  if (at === undefined || at > now) {
    await applyPolicy(context, segment);
    return false;
  }
  try {
    await retire(context, segment, { ...byMuster, reason: "Its retireAt has passed." });
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn("an outlived segment is still read", { segmentId, reason: error.message });
    await storage.retirements.note({ workspaceId, segmentId, at: now + aDayMs });
    return false;
  }
}
