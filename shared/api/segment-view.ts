import type { Program } from "../contracts/program.ts";
import type { BuildJob, Segment, SegmentVersion } from "../contracts/segment.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { knownAttributes } from "../flow/known-attributes.ts";
import { lifecycleWarnings, stateNow } from "../flow/lifecycle.ts";
import { lintSegment } from "../flow/lint-segment.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { references } from "../flow/segment-references.ts";
import { progressOf } from "../flow/start-build.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { Known } from "../segmentation/lint/attribute-picture.ts";
import { lintRule } from "../segmentation/lint/lint-rule.ts";
import type { RuleContext } from "../segmentation/record.ts";
import type { Call } from "./call.ts";
import { warningOf } from "./finding-schema.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import type { SegmentView, VersionView } from "./segment-schema.ts";

/** What is shown of a segment beside what it says itself. */
interface Surroundings {
  readonly size: number;
  readonly state: Segment["state"];
  readonly warnings: readonly string[];
  readonly context: RuleContext;
  readonly known: Omit<Known, "retires">;
  /** Of the segments that rules read, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly programs: readonly Program[];
  /** Jobs of versions that are built or failed, by id. */
  readonly builds: ReadonlyMap<string, BuildJob>;
}

export async function viewSegment(call: Call, segment: Segment): Promise<SegmentView> {
  const { workspaceId } = call;
  const counts = await call.context.storage.tallies.counts(workspaceId, `segment#${segment.id}`);
  const [view] = await viewAll(call, [segment], new Map([[segment.id, counts.size ?? 0]]));
  if (view === undefined) throw new Error("one segment gives one view");
  return view;
}

export async function viewSegments(
  call: Call,
  segments: readonly Segment[],
): Promise<SegmentView[]> {
  const sizes = await call.context.storage.tallies.sizes(call.workspaceId);
  return viewAll(call, segments, sizes);
}

async function viewAll(
  { context, workspaceId }: Call,
  segments: readonly Segment[],
  sizes: ReadonlyMap<string, number>,
): Promise<SegmentView[]> {
  const { storage } = context;
  const [{ root }, attributes, names, programs, builds] = await Promise.all([
    presentIndex(context, workspaceId),
    knownAttributes(context, workspaceId),
    namesRead(storage, workspaceId, segments),
    storage.programs.current(workspaceId),
    Promise.all(segments.flatMap(openBuilds).map((id) => storage.builds.get(workspaceId, id))),
  ]);
  const now = context.clock.now();
  const known = builds.flatMap((job): [string, BuildJob][] => (job ? [[job.id, job]] : []));
  return segments.map((segment) => {
    const state = stateNow(segment, root.zone, now);
    return view(segment, {
      size: state === "live" ? Math.max(0, sizes.get(segment.id) ?? 0) : 0,
      state,
      warnings: lifecycleWarnings(segment, root.zone, now),
      context: ruleContextOf(root, segment.object),
      known: attributes,
      names,
      programs: programs.filter((program) => isDriving(segment, program)),
      builds: new Map(known),
    });
  });
}

export function isDriving({ id }: Segment, { state, include, exclude }: Program): boolean {
  return state !== "ended" && (include.includes(id) || exclude.includes(id));
}

async function namesRead(
  storage: Call["context"]["storage"],
  workspaceId: string,
  segments: readonly Segment[],
): Promise<Map<string, string>> {
  const rules = segments.flatMap(({ versions }) => versions.map(({ rule }) => rule));
  const ids = new Set(rules.flatMap((rule) => references(rule, "").map(({ id }) => id)));
  const read = await Promise.all([...ids].map((id) => storage.segments.get(workspaceId, id)));
  return new Map(read.flatMap((each) => (each === undefined ? [] : [[each.id, each.name]])));
}

function openBuilds({ versions }: Segment): string[] {
  return versions.flatMap(({ state, buildId }) =>
    buildId !== undefined && (state === "building" || state === "failed") ? [buildId] : [],
  );
}

function view(segment: Segment, around: Surroundings): SegmentView {
  const { id, name, object, owner, version, retireAt, entryDwell, exitGrace, exitLeads } = segment;
  const isFirst = !segment.versions.some((each) => each.state === "live");
  const versions = segment.versions.map((each) => viewVersion(each, around.builds, isFirst));
  const shown = segment.versions.find((each) => each.version === version) ?? segment.versions[0];
  const rule = shown?.rule ?? { combinator: "and", rules: [] };
  const known = { ...around.known, retires: retireAt !== undefined };
  const findings = [
    ...lintRule(rule, around.context, known),
    ...lintSegment(segment, around.programs),
  ];
  return {
    id,
    name,
    object,
    owner,
    state: around.state,
    size: around.size,
    version,
    description: describeRule(rule, { segmentName: (id) => around.names.get(id) }),
    purpose: segment.description,
    programs: around.programs.map(({ id, name, kind }) => ({ id, name, kind })),
    findings,
    warnings: [...findings.map(warningOf), ...around.warnings],
    progress: versions.find((each) => each.progress !== undefined)?.progress,
    error: versions.find((each) => each.error !== undefined)?.error,
    retireAt,
    entryDwell,
    exitGrace,
    exitLeads,
    reviewEvery: segment.reviewEvery,
    reviewedAt: isoOrAbsent(segment.reviewedAt),
    createdAt: iso(segment.createdAt),
    rule,
    versions,
  };
}

export function viewVersion(
  { version, state, rule, createdAt, buildId }: SegmentVersion,
  builds: ReadonlyMap<string, BuildJob>,
  isFirst: boolean,
): VersionView {
  const job = builds.get(buildId ?? "");
  return {
    version,
    state,
    rule,
    createdAt: iso(createdAt),
    description: describeRule(rule),
    progress: state === "building" ? percentOf(job, isFirst) : undefined,
    error: state === "failed" ? job?.error : undefined,
  };
}

/** A version that takes over from another walks all profiles twice: beside it, then in its place. */
function percentOf(job: BuildJob | undefined, isFirst: boolean): number {
  if (job === undefined) return 0;
  const percent = progressOf(job) * 100;
  if (isFirst) return Math.floor(percent);
  return Math.floor(job.next === "serve" ? percent / 2 : 50 + percent / 2);
}
