import type { Segment } from "../contracts/segment.ts";
import {
  dueOrdinals,
  type IndexedVersion,
  standingBefore,
  standingNow,
} from "../profiles/memberships.ts";
import { type Profile, takesPart } from "../profiles/profile.ts";
import { forgettingDue } from "../profiles/retention.ts";
import { passing, type Reason, type Standing, turnsAt } from "../profiles/standing.ts";
import { thisMoment } from "../runtime/moment.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { PresentRecords } from "./present-records.ts";

/** The index as of this very moment: an answer after an edit must know the edit. */
export async function presentIndex(
  { storage }: Pick<FlowContext, "storage">,
  workspaceId: string,
): Promise<IndexSnapshot> {
  const readAt = thisMoment();
  return { workspaceId, root: await storage.index.root(workspaceId), readAt };
}

/** The version whose members are the segment's; absent while it is built and once it is retired. */
export async function servingVersion(
  { index }: Pick<FlowContext, "index">,
  snapshot: IndexSnapshot,
  segment: Segment,
): Promise<IndexedVersion | undefined> {
  if (segment.state !== "live") return undefined;
  const ordinals = segment.versions.flatMap((each) => each.ordinal ?? []);
  const versions = await index.versions(snapshot, segment.object, new Set(ordinals));
  return versions
    .filter((each) => each.serving)
    .toSorted((one, other) => other.version - one.version)[0];
}

/** A profile's membership as the clock has it, whatever was last written. Milliseconds. */
export interface MembershipNow {
  /** Set where time alone made it a member and the write of it is still on its way. */
  readonly since?: number;
  readonly leavesAt?: number;
}

/** The public membership in one serving version at this instant; undefined for who is no member. */
export function membershipNow(
  profile: Profile,
  record: SegmentationRecord,
  version: IndexedVersion,
  now: number,
): MembershipNow | undefined {
  const standing = standingAt(profile, record, version, now);
  if (!standing?.member) return undefined;
  const leavesAt = turnsAt(version, record, standing, now);
  const leaving = leavesAt === undefined ? {} : { leavesAt };
  if (isAnnounced(profile, version)) return leaving;
  return { since: standing.turned?.at ?? now, ...leaving };
}

/** When time alone makes a member of one who is none; undefined where it does not. */
export function joinsAt(
  profile: Profile,
  record: SegmentationRecord,
  version: IndexedVersion,
  now: number,
): number | undefined {
  const standing = standingAt(profile, record, version, now);
  return standing === undefined || standing.member
    ? undefined
    : turnsAt(version, record, standing, now);
}

/** Undefined for those whom no source has any more, or who are suppressed. */
function standingAt(
  profile: Profile,
  record: SegmentationRecord,
  version: IndexedVersion,
  now: number,
): Standing | undefined {
  if (!takesPart(profile)) return undefined;
  const isDue = [version.ordinal, forgettingDue].some(
    (ordinal) => (profile.dues[ordinal] ?? Number.POSITIVE_INFINITY) <= now,
  );
  // A version that takes over speaks for all it has found, whether or not the walk has come by.
  const isKnown = isAnnounced(profile, version) || profile.memberOf.includes(version.ordinal);
  if (!isDue && !isKnown) return standingBefore(profile, version, now);
  const causeOf = (): Reason => passing(version.edge, now);
  const recordBefore = (): SegmentationRecord => record;
  return standingNow({ start: profile, record, recordBefore, now, causeOf }, version);
}

function isAnnounced({ announced }: Profile, { ordinal, replaces }: IndexedVersion): boolean {
  return [ordinal, ...replaces].some((each) => announced.includes(each));
}

/**
 * The serving versions in which a profile is something, or may be by now; while one takes
 * over, also those that come after what it is still announced in.
 */
export async function speakingVersions(
  { storage, index }: Pick<FlowContext, "storage" | "index">,
  snapshot: IndexSnapshot,
  profile: Profile,
  now: number,
): Promise<IndexedVersion[]> {
  const { workspaceId, object, announced, memberOf } = profile;
  const ordinals = new Set([...announced, ...memberOf, ...dueOrdinals(profile, now)]);
  const known = await index.versions(snapshot, object, ordinals);
  const found = new Set(known.map(({ ordinal }) => ordinal));
  const replaced = announced.filter((ordinal) => !found.has(ordinal));
  const rules = replaced.length === 0 ? [] : await storage.index.rules(workspaceId, replaced);
  const ids = [...new Set(rules.map(({ segmentId }) => segmentId))];
  const segments = await Promise.all(ids.map((id) => storage.segments.get(workspaceId, id)));
  const later = segments.flatMap(
    (each) => each?.versions.flatMap(({ ordinal }) => ordinal ?? []) ?? [],
  );
  const unknown = new Set(later.filter((ordinal) => !found.has(ordinal)));
  const successors = await index.versions(snapshot, object, unknown);
  return [...known, ...successors].filter((version) => version.serving);
}

export interface SegmentMembership extends MembershipNow {
  readonly segment: Segment;
}

/** The live segments a profile is in at this instant. */
export async function membershipsNow(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  profile: Profile,
): Promise<SegmentMembership[]> {
  const now = context.clock.now();
  const snapshot = await presentIndex(context, profile.workspaceId);
  const serving = await speakingVersions(context, snapshot, profile, now);
  const record = await new PresentRecords(context, snapshot, serving).one(profile);
  const found = await Promise.all(
    serving.map(async (version): Promise<SegmentMembership[]> => {
      const membership = membershipNow(profile, record, version, now);
      if (membership === undefined) return [];
      const segment = await context.storage.segments.get(profile.workspaceId, version.segmentId);
      return segment?.state === "live" ? [{ segment, ...membership }] : [];
    }),
  );
  return found.flat();
}
