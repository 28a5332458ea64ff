import { inParallel } from "../connectors/in-parallel.ts";
import type { Destination } from "../contracts/destination.ts";
import type { Segment } from "../contracts/segment.ts";
import type { Profile } from "../profiles/profile.ts";
import type { MemberRow } from "../storage/members.ts";
import type { PushRow, SweptRow } from "../storage/push-records.ts";
import type { FlowContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";
import { entryOf } from "./sync-destination.ts";
import { rowOf } from "./wish.ts";

type FindContext = Pick<FlowContext, "storage">;

/** What Muster knows of a destination that is swept. */
interface Known {
  readonly destination: Destination;
  readonly segment: Segment | undefined;
  /** By the record's key. */
  readonly rows: ReadonlyMap<string, SweptRow>;
  /** Who is in the segment, by profile. */
  readonly members: ReadonlyMap<string, MemberRow>;
  /** Whatever happened since then may still be on its way. Milliseconds, by Muster's clock. */
  readonly before: number;
}

const profilesAtOnce = 500;
const readsAtOnce = 25;

export async function readKnown(
  { storage }: FindContext,
  destination: Destination,
  before: number,
): Promise<Known> {
  const { workspaceId, segmentId, id } = destination;
  const rows = new Map<string, SweptRow>();
  for await (const part of storage.pushes.all(workspaceId, id))
    for (const row of part) rows.set(row.recordKey, row);
  const all = await storage.members.all(workspaceId, segmentId);
  const members = new Map(all.map((row) => [row.profileId, row]));
  const segment = await storage.segments.get(workspaceId, segmentId);
  return { destination, segment, rows, members, before };
}

/** Members of whom no event told, as they are to be noted. */
export async function untoldEntries(
  context: FindContext,
  known: Known,
  outdated: readonly SweptRow[],
): Promise<PushRow[]> {
  const { rows, members, before, segment } = known;
  const gone = new Set(outdated);
  const noted = new Set(
    [...rows.values()].flatMap((row) => (row.desired && !gone.has(row) ? [row.profileId] : [])),
  );
  const suspects = [...members.values()].filter(
    ({ profileId, since }) => !noted.has(profileId) && Date.parse(since) < before,
  );
  const entries: PushRow[] = [];
  for (let start = 0; segment !== undefined && start < suspects.length; start += profilesAtOnce) {
    const part = suspects.slice(start, start + profilesAtOnce);
    const profiles = await profilesOf(context, known, part);
    for (const member of part) {
      const profile = profiles.get(member.profileId);
      if (profile === undefined || profile.mergedInto !== undefined) continue;
      const event = entryOf(segment, profile, member);
      const entry = rowOf(known.destination, { event, member: true });
      const row = rows.get(entry.recordKey);
      if (row === undefined || (!row.desired && row.revision < entry.revision)) entries.push(entry);
    }
  }
  return entries;
}

function profilesOf(
  { storage }: FindContext,
  { destination: { workspaceId, object } }: Known,
  members: readonly MemberRow[],
): Promise<ReadonlyMap<string, Profile>> {
  return storage.profiles.read(
    members.map(({ profileId }) => ({ workspaceId, object, id: profileId })),
  );
}

/** Why a desired record may not be desired any more, without an event that said so. */
export interface UntoldExits {
  /** Its profile left, or is gone. */
  readonly exits: readonly SweptRow[];
  /** Its profile is pushed under another record: it was merged, or became known to the system. */
  readonly outdated: readonly SweptRow[];
}

export async function untoldExits(context: FindContext, known: Known): Promise<UntoldExits> {
  const suspects = [...known.rows.values()].filter(
    ({ desired, profileId, state, recordId }) =>
      desired && (!known.members.has(profileId) || (state === "refused" && recordId === undefined)),
  );
  const judged = await inParallel(suspects, readsAtOnce, async (row) => ({
    row,
    verdict: await verdictOn(context, known, row),
  }));
  const those = (wanted: Verdict) =>
    judged.flatMap(({ row, verdict }) => (verdict === wanted ? [row] : []));
  return { exits: those("left"), outdated: those("outdated") };
}

type Verdict = "member" | "left" | "outdated";

/** Read anew: it may have entered since the members were read. */
async function verdictOn(context: FindContext, known: Known, row: SweptRow): Promise<Verdict> {
  const { workspaceId, segmentId, object } = known.destination;
  const memberOf = async (profileId: string) =>
    (await context.storage.members.rows(workspaceId, [segmentId], profileId)).get(segmentId);
  const own = await memberOf(row.profileId);
  // Its event is on its way.
  if (own?.member === false && Date.parse(own.since) >= known.before) return "member";
  const key = { workspaceId, object, id: row.profileId };
  const profile = await followPointers(context.storage, key);
  if (profile === undefined || known.segment === undefined)
    return own?.member === true ? "member" : "left";
  const member = profile.id === row.profileId ? own : await memberOf(profile.id);
  if (member?.member !== true) return "left";
  const event = entryOf(known.segment, profile, member);
  const { recordKey } = rowOf(known.destination, { event, member: true });
  return recordKey === row.recordKey ? "member" : "outdated";
}
