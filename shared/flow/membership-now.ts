import type { Segment } from "../contracts/segment.ts";
import { dueOrdinals, type IndexedVersion, turnedAt } from "../profiles/memberships.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { PresentRecords } from "./present-records.ts";

/** The index as of this very moment: an answer after an edit must know the edit. */
export async function presentIndex(
  { storage }: Pick<FlowContext, "storage">,
  workspaceId: string,
): Promise<IndexSnapshot> {
  const readAt = performance.now();
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

/** Evaluates one serving version at this instant; undefined for who is no member. */
export function membershipNow(
  profile: Profile,
  record: SegmentationRecord,
  version: IndexedVersion,
  now: number,
): MembershipNow | undefined {
  if (!isAlive(profile)) return undefined;
  if (version.rule.evaluate(record, now) !== true) return undefined;
  const leavesAt = turnsAt(version.rule, record, now);
  const leaving = leavesAt === undefined ? {} : { leavesAt };
  const known = [version.ordinal, ...version.replaces];
  if (known.some((each) => profile.announced.includes(each))) return leaving;
  const due = profile.dues[version.ordinal];
  if (due === undefined || due > now) return undefined;
  return { since: turnedAt(version.rule, record, due, now), ...leaving };
}

const stepsAhead = 200;

/** The next instant at which time alone makes a member of a non-member, or the reverse. */
export function turnsAt(
  rule: CompiledRule,
  record: SegmentationRecord,
  now: number,
): number | undefined {
  const present = rule.evaluate(record, now) === true;
  let instant = rule.nextFlip(record, now);
  for (let step = 0; step < stepsAhead && instant !== undefined; step += 1) {
    if ((rule.evaluate(record, instant) === true) !== present) return instant;
    instant = rule.nextFlip(record, instant);
  }
  return undefined;
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
  const ordinals = new Set([...profile.announced, ...dueOrdinals(profile, now)]);
  const versions = await context.index.versions(snapshot, profile.object, ordinals);
  const serving = versions.filter((version) => version.serving);
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
