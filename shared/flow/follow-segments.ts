import {
  type CauseOf,
  type Evaluated,
  type Evaluation,
  evaluateMemberships,
  type IndexedVersion,
  type Reason,
} from "../profiles/memberships.ts";
import type { Flip, Profile } from "../profiles/profile.ts";
import { segmentField } from "../segmentation/fields.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { IndexReader, IndexSnapshot } from "./index-reader.ts";

/** As an evaluation; what a profile's surroundings must be read for is read when it is needed. */
export interface Following extends Omit<Evaluation, "record"> {
  readonly recordFor: (versions: readonly IndexedVersion[]) => Promise<SegmentationRecord>;
}

export interface Followed extends Evaluated {
  /** Versions that were evaluated, each as often as it was. */
  readonly touched: number;
}

/**
 * Evaluates the given versions, then those whose rules read a segment that turned, and so
 * on. Rules form no circles, so it ends; a membership that turned and turned back on the
 * way is no flip.
 */
export async function evaluateAndFollow(
  index: IndexReader,
  snapshot: IndexSnapshot,
  evaluation: Following,
): Promise<Followed> {
  const { root } = snapshot;
  const serving = new Map<number, IndexedVersion>();
  const flips: Flip[] = [];
  let { profile, causeOf } = evaluation;
  let wave = evaluation.versions;
  let touched = 0;
  while (wave.length > 0) {
    touched += wave.length;
    const segments = segmentsRead(profile, root, wave);
    const record = { ...(await evaluation.recordFor(wave)), segments };
    const evaluated = evaluateMemberships({
      ...evaluation,
      profile,
      record,
      versions: wave,
      causeOf,
    });
    for (const version of wave)
      if (version.serving) for (const each of ordinalsOf(version)) serving.set(each, version);
    profile = evaluated.profile;
    flips.push(...evaluated.flips);
    const turned = turnedSegments(evaluated.flips, serving, root);
    causeOf = causedBy(turned, causeOf);
    const fields = [...turned.keys()].map(segmentField);
    wave = await index.touched(snapshot, profile.object, fields);
  }
  return { profile, flips: netFlips(evaluation.profile, profile, flips, serving), touched };
}

/** Of the segments that these versions read: those the profile is publicly in. */
export function segmentsRead(
  profile: Profile,
  { referenced }: IndexRoot,
  versions: readonly Pick<IndexedVersion, "rule">[],
): ReadonlySet<string> {
  const read = new Set(versions.flatMap(({ rule }) => rule.segments));
  if (read.size === 0) return read;
  const announced = new Set(profile.announced);
  return new Set([...read].filter((id) => referenced[id]?.some((each) => announced.has(each))));
}

/** Versions that were evaluated, by every ordinal one can be a member of their segment by. */
type ServingVersions = ReadonlyMap<number, IndexedVersion>;

function turnedSegments(
  flips: readonly Flip[],
  serving: ServingVersions,
  { referenced }: IndexRoot,
): Map<string, Reason> {
  const turned = new Map<string, Reason>();
  for (const flip of flips) {
    const version = serving.get(flip.ordinal);
    if (version !== undefined && Object.hasOwn(referenced, version.segmentId))
      turned.set(version.segmentId, flip);
  }
  return turned;
}

/** Who turns because a segment did, turns for the reason that turned it. */
function causedBy(turned: ReadonlyMap<string, Reason>, otherwise: CauseOf): CauseOf {
  return (version) => {
    const id = version.building
      ? undefined
      : version.rule.segments.find((each) => turned.has(each));
    const reason = id === undefined ? undefined : turned.get(id);
    return reason === undefined ? otherwise(version) : { at: reason.at, cause: reason.cause };
  };
}

function netFlips(
  before: Profile,
  after: Profile,
  flips: readonly Flip[],
  serving: ServingVersions,
): Flip[] {
  const net = new Map<string, Flip>();
  const [hadAll, hasAll] = [new Set(before.announced), new Set(after.announced)];
  for (const flip of flips) {
    const version = serving.get(flip.ordinal);
    if (version === undefined) continue;
    const had = ordinalsOf(version).find((each) => hadAll.has(each));
    const has = ordinalsOf(version).find((each) => hasAll.has(each));
    if ((had === undefined) === (has === undefined)) continue;
    net.set(version.segmentId, { ...flip, ordinal: had ?? has ?? flip.ordinal });
  }
  return [...net.values()];
}

function ordinalsOf({ ordinal, replaces }: IndexedVersion): readonly number[] {
  return [ordinal, ...replaces];
}
