import type { Segment } from "../contracts/segment.ts";
import type { HistoryEntry, Profile } from "../profiles/profile.ts";
import { knownAt } from "../profiles/state-as-of.ts";
import type { PushRow } from "../storage/push-records.ts";
import type { Turn } from "../storage/turns.ts";
import type { FlowContext } from "./context.ts";
import { historyFields, readHistory } from "./read-history.ts";

type ExportContext = Pick<FlowContext, "storage" | "clock">;

/** Everything a profile was told of, in the order in which it was taken in. */
export async function toldOf(context: ExportContext, profile: Profile): Promise<HistoryEntry[]> {
  const fields = await historyFields(context.storage, profile);
  const { entries } = await readHistory(context, profile, fields);
  return knownAt(entries, context.clock.now());
}

/** What one segment ever had to do with a profile. */
export interface SegmentTraces {
  readonly segment: Segment;
  readonly turns: readonly Turn[];
  readonly pushes: readonly PushRow[];
}

const segmentsPerPage = 200;

/**
 * The segments that a profile was ever in or pushed for, those of programs too; a page looks
 * through so many of all.
 */
export async function segmentTraces(
  { storage }: Pick<FlowContext, "storage">,
  profile: Profile,
  after: string | undefined,
): Promise<{ readonly traces: SegmentTraces[]; readonly after: string | undefined }> {
  const { workspaceId, object, id, records } = profile;
  const page = await storage.segments.pageOfAll(workspaceId, segmentsPerPage, after);
  const keys = [id, ...records.map(({ recordId }) => recordId)];
  const traces = await Promise.all(
    page.items
      .filter((segment) => segment.object === object)
      .map(async (segment) => {
        const turns = await storage.turns.ofProfile(workspaceId, segment.id, id);
        const destinations = await storage.destinations.ofSegment(workspaceId, segment.id);
        const rows = await Promise.all(
          destinations.map((each) => storage.pushes.rows(workspaceId, each.id, keys)),
        );
        const pushes = rows.flat().filter(({ profileId }) => profileId === id);
        return { segment, turns, pushes };
      }),
  );
  const told = traces.filter(({ turns, pushes }) => turns.length + pushes.length > 0);
  return { traces: told, after: page.after };
}
