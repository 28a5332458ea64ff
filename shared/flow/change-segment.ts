import type { Segment } from "../contracts/segment.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { FlowContext } from "./context.ts";

/** Changes a segment as it is now; undefined where there is none. A change that returns what it was given writes nothing. */
export async function changeSegment(
  { storage }: Pick<FlowContext, "storage">,
  workspaceId: string,
  segmentId: string,
  change: (current: Segment) => Segment,
): Promise<Segment | undefined> {
  return retrying(ConflictError, async () => {
    const current = await storage.segments.get(workspaceId, segmentId);
    if (current === undefined) return undefined;
    const next = change(current);
    return next === current ? current : storage.segments.write(next);
  });
}
