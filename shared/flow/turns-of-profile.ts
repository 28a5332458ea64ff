import type { Segment } from "../contracts/segment.ts";
import type { ProfileKey } from "../profiles/profile.ts";
import type { Turn } from "../storage/turns.ts";
import type { FlowContext } from "./context.ts";

/** What one segment's trail tells of a profile; by revision. */
export interface SegmentTurns {
  readonly segment: Segment;
  readonly turns: readonly Turn[];
}

const segmentsPerPage = 200;
/** Each is one query: a page that asks for more would take seconds. */
const mostSegments = 1_000;

/**
 * Every turn of a profile's memberships in the segments that somebody described. Turns are kept
 * by segment, so each of the segments is asked; `complete` is false where there are more than 1,000.
 */
export async function turnsOfProfile(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, object, id }: ProfileKey,
): Promise<{ readonly found: readonly SegmentTurns[]; readonly complete: boolean }> {
  const found: SegmentTurns[] = [];
  let after: string | undefined;
  let looked = 0;
  do {
    const page = await storage.segments.page(workspaceId, segmentsPerPage, after);
    const own = page.items.filter((segment) => segment.object === object);
    const read = await Promise.all(
      own.map(async (segment) => ({
        segment,
        turns: await storage.turns.ofProfile(workspaceId, segment.id, id),
      })),
    );
    found.push(...read.filter(({ turns }) => turns.length > 0));
    after = page.after;
    looked += page.items.length;
  } while (after !== undefined && looked < mostSegments);
  return { found, complete: after === undefined };
}
