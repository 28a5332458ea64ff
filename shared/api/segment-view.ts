import type { BuildJob, Segment, SegmentVersion } from "../contracts/segment.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { ruleWarnings, type SeenCounts } from "../flow/rule-warnings.ts";
import { references } from "../flow/segment-references.ts";
import { progressOf } from "../flow/start-build.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { RuleContext } from "../segmentation/record.ts";
import type { Call } from "./call.ts";
import { iso } from "./instant.ts";
import type { SegmentView, VersionView } from "./segment-schema.ts";

/** What is shown of a segment beside what it says itself. */
interface Surroundings {
  readonly size: number;
  readonly context: RuleContext;
  readonly seen: SeenCounts;
  /** Of the segments that rules read, by id. */
  readonly names: ReadonlyMap<string, string>;
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
  const [{ root }, contact, company, names, builds] = await Promise.all([
    presentIndex(context, workspaceId),
    storage.tallies.counts(workspaceId, "attributes#contact"),
    storage.tallies.counts(workspaceId, "attributes#company"),
    namesRead(storage, workspaceId, segments),
    Promise.all(segments.flatMap(openBuilds).map((id) => storage.builds.get(workspaceId, id))),
  ]);
  const seen = { contact, company };
  const known = builds.flatMap((job): [string, BuildJob][] => (job ? [[job.id, job]] : []));
  return segments.map((segment) =>
    view(segment, {
      size: segment.state === "live" ? Math.max(0, sizes.get(segment.id) ?? 0) : 0,
      context: ruleContextOf(root, segment.object),
      seen: seen[segment.object],
      names,
      builds: new Map(known),
    }),
  );
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
  const { id, name, object, owner, state, version, retireAt, exitGrace } = segment;
  const isFirst = !segment.versions.some((each) => each.state === "live");
  const versions = segment.versions.map((each) => viewVersion(each, around.builds, isFirst));
  const shown = segment.versions.find((each) => each.version === version) ?? segment.versions[0];
  const rule = shown?.rule ?? { combinator: "and", rules: [] };
  return {
    id,
    name,
    object,
    owner,
    state,
    size: around.size,
    version,
    description: describeRule(rule, { segmentName: (id) => around.names.get(id) }),
    purpose: segment.description,
    warnings: [...ruleWarnings(rule, around.context, around.seen), ...laterWarnings(segment)],
    progress: versions.find((each) => each.progress !== undefined)?.progress,
    error: versions.find((each) => each.error !== undefined)?.error,
    retireAt,
    exitGrace,
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

function laterWarnings({ retireAt, exitGrace }: Segment): string[] {
  const later = (name: string): string => `${name} is stored but not yet applied.`;
  return [
    ...(retireAt === undefined ? [] : [later("retireAt")]),
    ...(exitGrace === undefined ? [] : [later("exitGrace")]),
  ];
}
