import type { Segment, SegmentEdit, SegmentVersion } from "../contracts/segment.ts";

/** The version whose members were the segment's at an instant, and since when. */
export interface VersionAsOf {
  readonly version: SegmentVersion;
  /** Milliseconds since the epoch. */
  readonly liveSince: number;
}

/** Undefined before the segment's first version was live, and once it was retired. */
export function versionAsOf(segment: Segment, instant: number): VersionAsOf | undefined {
  const edits = (segment.edits ?? []).filter(({ at }) => at <= instant);
  if (edits.some(({ kind }) => kind === "retired")) return undefined;
  return wentLive(segment, edits) ?? knownLonger(segment, instant);
}

function wentLive(segment: Segment, edits: readonly SegmentEdit[]): VersionAsOf | undefined {
  const edit = edits.findLast(({ kind }) => kind === "live");
  const version = segment.versions.find((each) => each.version === edit?.version);
  return edit && version && { version, liveSince: edit.at };
}

/** Edits are kept up to a number: before the oldest kept one, a version counts from when it was made. */
function knownLonger({ edits = [], versions }: Segment, instant: number): VersionAsOf | undefined {
  if (edits[0]?.kind === "created") return undefined;
  const served = versions.filter(({ state }) => state === "live" || state === "replaced");
  const version = served.findLast(({ createdAt }) => createdAt <= instant);
  return version && { version, liveSince: version.createdAt };
}
