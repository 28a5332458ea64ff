import type { Cause } from "../contracts/event.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import { DueInstants } from "./due-instants.ts";
import { OrdinalSet } from "./ordinal-set.ts";
import { type Flip, isAlive, type Profile } from "./profile.ts";

/** One version of a segment as every writer knows it. */
export interface IndexedVersion {
  readonly ordinal: number;
  readonly segmentId: string;
  readonly version: number;
  /** Whether its members are the segment's: false while it is built beside a live one. */
  readonly serving: boolean;
  /** Its first build: whoever is found a member enters because of the rule. */
  readonly building: boolean;
  /** Older versions of the same segment that it takes over from. */
  readonly replaces: readonly number[];
  readonly rule: CompiledRule;
}

/** When and why a membership turned; `at` in milliseconds. */
export interface Reason {
  readonly at: number;
  readonly cause: Cause;
}

export type CauseOf = (version: IndexedVersion) => Reason;

export interface Evaluated {
  readonly profile: Profile;
  readonly flips: readonly Flip[];
}

export interface Evaluation {
  readonly profile: Profile;
  readonly record: SegmentationRecord;
  /** The versions to evaluate; memberships in others stay as they are. */
  readonly versions: readonly IndexedVersion[];
  readonly now: number;
  readonly causeOf: CauseOf;
}

/**
 * Evaluates the given versions and says which public memberships turned. The profile
 * comes back with its memberships and due instants, everything else as it was.
 */
export function evaluateMemberships(evaluation: Evaluation): Evaluated {
  const { profile, record, versions, now, causeOf } = evaluation;
  if (!isAlive(profile)) return { profile: emptied(profile), flips: [] };
  const memberOf = new OrdinalSet(profile.memberOf);
  const announced = new OrdinalSet(profile.announced);
  const dues = new DueInstants(profile.dues);
  const flips: Flip[] = [];
  for (const version of versions) {
    const isMember = version.rule.evaluate(record, now) === true;
    memberOf.set(version.ordinal, isMember);
    dues.set(version.ordinal, version.rule.nextFlip(record, now));
    if (!version.serving) continue;
    // A later version may take over in the same write: who leaves, leaves the one before.
    const before = [version.ordinal, ...version.replaces].find((each) => announced.has(each));
    for (const older of version.replaces) {
      memberOf.set(older, false);
      dues.set(older, undefined);
      announced.set(older, false);
    }
    announced.set(version.ordinal, isMember);
    if (before === undefined && isMember)
      flips.push({ ordinal: version.ordinal, kind: "entered", ...causeOf(version) });
    if (before !== undefined && !isMember)
      flips.push({ ordinal: before, kind: "exited", ...causeOf(version) });
  }
  const [membership, publicly] = [memberOf.ascending(), announced.ascending()];
  return {
    profile: { ...profile, memberOf: membership, announced: publicly, dues: dues.instants() },
    flips,
  };
}

/** Takes versions that are gone out of a profile; their public members leave. */
export function withdraw(
  profile: Profile,
  ordinals: ReadonlySet<number>,
  reason: Reason,
): Evaluated {
  const leaving = profile.announced.filter((each) => ordinals.has(each));
  return {
    profile: {
      ...profile,
      memberOf: profile.memberOf.filter((each) => !ordinals.has(each)),
      announced: profile.announced.filter((each) => !ordinals.has(each)),
      dues: Object.fromEntries(
        Object.entries(profile.dues).filter(([ordinal]) => !ordinals.has(Number(ordinal))),
      ),
    },
    flips: leaving.map((ordinal) => ({ ordinal, kind: "exited", ...reason })),
  };
}

/** Nobody is a member once no source has them any more. */
export function leaveAll(profile: Profile, reason: Reason): Evaluated {
  const flips = profile.announced.map((ordinal): Flip => ({ ordinal, kind: "exited", ...reason }));
  return { profile: emptied(profile), flips };
}

/**
 * The instant at which a membership last turned by time alone, not later than now: a late
 * evaluation still tells the true instant.
 */
export function turnedAt(
  rule: CompiledRule,
  record: SegmentationRecord,
  due: number,
  now: number,
): number {
  let instant = due;
  let turned = due;
  let truth = rule.evaluate(record, due - 1) === true;
  for (let step = 0; step < stepsLookedBack && instant <= now; step += 1) {
    const current = rule.evaluate(record, instant) === true;
    if (current !== truth) turned = instant;
    truth = current;
    instant = rule.nextFlip(record, instant) ?? Number.POSITIVE_INFINITY;
  }
  return turned;
}

const stepsLookedBack = 1_000;

/** The versions whose due instant has come. */
export function dueOrdinals(profile: Profile, now: number): number[] {
  return Object.entries(profile.dues)
    .filter(([, instant]) => instant <= now)
    .map(([ordinal]) => Number(ordinal));
}

function emptied(profile: Profile): Profile {
  return { ...profile, memberOf: [], announced: [], dues: {} };
}
