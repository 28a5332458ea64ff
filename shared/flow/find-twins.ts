import type { ObjectKind } from "../contracts/change.ts";
import { programPrefix } from "../contracts/program.ts";
import type { Finding } from "../segmentation/lint/finding.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import type { Overlap } from "./look-at-rule.ts";

interface Found {
  readonly snapshot: IndexSnapshot;
  readonly object: ObjectKind;
  /** How many the rule holds of, counted like the overlaps. */
  readonly matching: number;
  /** Ids of segments that are no twins: the rule's own, and those it reads. */
  readonly besides: ReadonlySet<string>;
}

/** Of fewer members nothing follows. */
const fewest = 5;
const nearlyAll = 0.95;

/** Other segments with nearly the same members: of both together, 95% are in both. */
export async function findTwins(
  { storage, index }: Pick<FlowContext, "storage" | "index">,
  overlaps: readonly Overlap[],
  { snapshot, object, matching, besides }: Found,
): Promise<Finding[]> {
  if (matching < fewest) return [];
  const share = ({ members, both }: Overlap): number => both / (members + matching - both);
  const near = overlaps.filter((each) => share(each) >= nearlyAll);
  const byOrdinal = new Map(near.map((each) => [each.ordinal, each]));
  const versions = await index.versions(snapshot, object, new Set(byOrdinal.keys()));
  const found = await Promise.all(
    versions
      .filter(({ serving, segmentId }) => serving && !besides.has(segmentId))
      .filter(({ segmentId }) => !segmentId.startsWith(programPrefix))
      .map(async ({ ordinal, segmentId }): Promise<Finding[]> => {
        const segment = await storage.segments.get(snapshot.workspaceId, segmentId);
        const overlap = byOrdinal.get(ordinal);
        if (segment?.state !== "live" || overlap === undefined) return [];
        const percent = Math.floor(share(overlap) * 100);
        const sameness = percent === 100 ? "the same" : `${percent}% the same`;
        return [
          {
            code: "twin",
            severity: "hint",
            message: `The segment "${segment.name}" has ${sameness} members.`,
            remedy: "Use that one, or add being a member of it as a condition here.",
            count: overlap.both,
          },
        ];
      }),
  );
  return found.flat();
}
