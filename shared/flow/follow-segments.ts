import {
  type CauseOf,
  type Evaluation,
  evaluateMemberships,
  type IndexedVersion,
} from "../profiles/memberships.ts";
import type { Evaluated, ExitApproach, Flip, Profile } from "../profiles/profile.ts";
import type { Reason } from "../profiles/standing.ts";
import { segmentField } from "../segmentation/fields.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { IndexReader, IndexSnapshot } from "./index-reader.ts";

/** As an evaluation; what a profile's surroundings must be read for is read when it is needed. */
export interface Following extends Omit<Evaluation, "record" | "start" | "recordBefore"> {
  /** Whose standings it begins with, where that is not the profile itself. */
  readonly start?: Profile;
  readonly recordFor: (versions: readonly IndexedVersion[]) => Promise<SegmentationRecord>;
  /** What rules saw of the profile until now, but for segments. */
  readonly recordBefore: () => SegmentationRecord;
}

export interface Followed extends Evaluated {
  /** Versions that were evaluated, each as often as it was. */
  readonly touched: number;
}

/**
 * Evaluates the given versions, then those whose rules read a segment that turned, and so
 * on. Rules form no circles, so it ends; each wave decides a version anew by the standings
 * before the first one, so what turned and turned back on the way is no flip and leaves
 * nobody waiting.
 */
export async function evaluateAndFollow(
  index: IndexReader,
  snapshot: IndexSnapshot,
  evaluation: Following,
): Promise<Followed> {
  const { root } = snapshot;
  const serving = new Map<number, IndexedVersion>();
  const flips: Flip[] = [];
  const start = evaluation.start ?? evaluation.profile;
  const recordBefore = seenBefore(evaluation, start, root);
  let approaching: readonly ExitApproach[] = [];
  let { profile, causeOf } = evaluation;
  let wave = evaluation.versions;
  let touched = 0;
  while (wave.length > 0) {
    touched += wave.length;
    const segments = segmentsRead(profile, root, wave);
    const record = { ...(await evaluation.recordFor(wave)), segments };
    const present = { profile, record, versions: wave, causeOf };
    const evaluated = evaluateMemberships({ ...evaluation, start, recordBefore, ...present });
    for (const version of wave)
      if (version.serving) for (const each of ordinalsOf(version)) serving.set(each, version);
    profile = evaluated.profile;
    flips.push(...evaluated.flips);
    approaching = [...outside(wave, approaching), ...evaluated.approaching];
    const turned = turnedSegments(evaluated.flips, serving, root);
    causeOf = causedBy(turned, causeOf);
    const fields = [...turned.keys()].map(segmentField);
    wave = await index.touched(snapshot, profile.object, fields);
  }
  const net = netFlips(evaluation.profile, profile, flips, serving);
  return { profile, flips: net, approaching, touched };
}

/** Segments are as they were before the first wave. */
function seenBefore(
  { recordBefore }: Following,
  start: Profile,
  root: IndexRoot,
): Evaluation["recordBefore"] {
  return (version) => ({ ...recordBefore(), segments: segmentsRead(start, root, [version]) });
}

/** What was to be told by versions that are evaluated once more is decided anew. */
function outside(
  wave: readonly IndexedVersion[],
  approaching: readonly ExitApproach[],
): readonly ExitApproach[] {
  const again = new Set(wave.map(({ ordinal }) => ordinal));
  return approaching.filter(({ ordinal }) => !again.has(ordinal));
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
