import type { Segment } from "../contracts/segment.ts";
import type { FlowContext } from "./context.ts";
import { membershipNow, presentIndex, servingVersion } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";

export interface Member {
  readonly profileId: string;
  /** ISO 8601. */
  readonly since: string;
  /** Milliseconds since the epoch. */
  readonly leavesAt: number | undefined;
}

export interface MemberPage {
  readonly members: readonly Member[];
  /** Where the next page begins; a page may hold fewer members than were asked for. */
  readonly after: string | undefined;
}

/** Members by since, then id, each evaluated at this instant: nobody whose time has passed. */
export async function listMembers(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  segment: Segment,
  limit: number,
  after: string | undefined,
): Promise<MemberPage> {
  const { workspaceId, object, id } = segment;
  const snapshot = await presentIndex(context, workspaceId);
  const version = await servingVersion(context, snapshot, segment);
  if (version === undefined) return { members: [], after: undefined };
  const rows = await context.storage.members.bySince(workspaceId, id, limit, after);
  const keys = rows.map(({ row }) => ({ workspaceId, object, id: row.profileId }));
  const profiles = await context.storage.profiles.read(keys);
  const records = await new PresentRecords(context, snapshot, [version]).of([...profiles.values()]);
  const now = context.clock.now();
  const members = rows.flatMap(({ row: { profileId, since } }): Member[] => {
    const profile = profiles.get(profileId);
    const record = profile && records.get(profile);
    const membership = record && membershipNow(profile, record, version, now);
    return membership === undefined ? [] : [{ profileId, since, leavesAt: membership.leavesAt }];
  });
  return { members, after: rows.length === limit ? rows.at(-1)?.key : undefined };
}
