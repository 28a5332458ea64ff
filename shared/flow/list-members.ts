import type { Segment } from "../contracts/segment.ts";
import { displayName } from "../profiles/display-name.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { calendarOf } from "../segmentation/time/calendar-of.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { parseInstant } from "../segmentation/time/instant.ts";
import { foundBy, type MemberRow } from "../storage/members.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { membershipNow, presentIndex, servingVersion } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";

export interface Member {
  readonly profileId: string;
  /** What people call it; undefined where no source says. */
  readonly name: string | undefined;
  /** ISO 8601. */
  readonly since: string;
  /** Why it entered. */
  readonly cause: MemberRow["cause"];
  /** Milliseconds since the epoch. */
  readonly leavesAt: number | undefined;
}

export interface MemberPage {
  readonly members: readonly Member[];
  /** Where the next page begins; a page may hold fewer members than were asked for. */
  readonly after: string | undefined;
}

export interface MembersWanted {
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only those whom time alone takes out by then: a duration from now, or an instant. */
  readonly leavesBefore?: string | undefined;
}

/** So many rows are read for one answer where few of them are wanted. */
const mostRows = 5_000;

/** Members by since, then id, each evaluated at this instant: nobody whose time has passed. */
export async function listMembers(
  context: ListContext,
  segment: Segment,
  { limit, after: start, leavesBefore }: MembersWanted,
): Promise<MemberPage> {
  const snapshot = await presentIndex(context, segment.workspaceId);
  const version = await servingVersion(context, snapshot, segment);
  if (version === undefined) return { members: [], after: undefined };
  const until = untilOf(leavesBefore, snapshot.root.zone, context.clock.now());
  let after = start;
  for (let rows = 0; rows < mostRows; rows += limit) {
    const page = await readPage(context, { snapshot, segment, version }, limit, after);
    const members = page.members.filter(
      ({ leavesAt }) => until === undefined || (leavesAt !== undefined && leavesAt <= until),
    );
    after = page.after;
    if (after === undefined || members.length > 0 || until === undefined) return { members, after };
  }
  return { members: [], after };
}

type ListContext = Pick<FlowContext, "storage" | "index" | "clock">;

interface Listed {
  readonly snapshot: IndexSnapshot;
  readonly segment: Segment;
  readonly version: IndexedVersion;
}

async function readPage(
  context: ListContext,
  { snapshot, segment, version }: Listed,
  limit: number,
  after: string | undefined,
): Promise<MemberPage> {
  const { workspaceId, object, id } = segment;
  const stored = segment.versions.find((each) => each.version === version.version);
  const isTakingOver = stored?.state !== "live";
  const lists = isTakingOver ? [id, foundBy(id, version.version)] : [id];
  const read = await Promise.all(
    lists.map((list) => context.storage.members.bySince(workspaceId, list, limit, after)),
  );
  const rows = inOrder(read.flat()).slice(0, limit);
  const keys = rows.map(({ row }) => ({ workspaceId, object, id: row.profileId }));
  const profiles = await context.storage.profiles.read(keys);
  const records = await new PresentRecords(context, snapshot, [version]).of([...profiles.values()]);
  const now = context.clock.now();
  const members = rows.flatMap(({ row: { profileId, since, cause } }): Member[] => {
    const profile = profiles.get(profileId);
    const record = profile && records.get(profile);
    const membership = record && membershipNow(profile, record, version, now);
    if (profile === undefined || membership === undefined) return [];
    return [{ profileId, name: displayName(profile), since, cause, leavesAt: membership.leavesAt }];
  });
  const isMore = read.some((list) => list.length === limit);
  return { members, after: isMore ? rows.at(-1)?.key : undefined };
}

/** By since, then id; of one who is in two lists for a moment, the first row. */
function inOrder(rows: readonly ListedRow[]): ListedRow[] {
  const sorted = rows.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const first = new Map<string, ListedRow>();
  for (const each of sorted)
    if (!first.has(each.row.profileId)) first.set(each.row.profileId, each);
  return [...first.values()];
}

interface ListedRow {
  readonly key: string;
  readonly row: MemberRow;
}

function untilOf(leavesBefore: string | undefined, zone: string, now: number): number | undefined {
  if (leavesBefore === undefined) return undefined;
  const calendar = calendarOf(zone);
  const duration = parseDuration(leavesBefore);
  return duration === undefined
    ? parseInstant(leavesBefore, calendar)
    : calendar.plus(now, duration);
}
