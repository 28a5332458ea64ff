import type { Program } from "../contracts/program.ts";
import type { BuildJob, Segment, SegmentVersion } from "../contracts/segment.ts";
import { dailyPopulation } from "../flow/daily-population.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { knownAttributes } from "../flow/known-attributes.ts";
import { lifecycleWarnings, stateNow } from "../flow/lifecycle.ts";
import { lintSegment } from "../flow/lint-segment.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { segmentNames } from "../flow/segment-names.ts";
import { isSilent, progressOf } from "../flow/start-build.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { RuleNames } from "../segmentation/describe/describe-test.ts";
import type { Known } from "../segmentation/lint/attribute-picture.ts";
import { lintRule } from "../segmentation/lint/lint-rule.ts";
import type { RuleContext } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { Population } from "../storage/tallies.ts";
import type { Call } from "./call.ts";
import { warningOf } from "./finding-schema.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import type { SegmentView, VersionView } from "./segment-schema.ts";

/** What is shown of a segment beside what it says itself. */
interface Surroundings {
  readonly population: Population;
  readonly now: number;
  readonly state: Segment["state"];
  readonly warnings: readonly string[];
  readonly context: RuleContext;
  readonly known: Omit<Known, "retires">;
  /** Of the segments that rules read. */
  readonly names: RuleNames;
  readonly programs: readonly Program[];
  /** Jobs of versions that are built or failed, by id. */
  readonly builds: ReadonlyMap<string, BuildJob>;
}

export async function viewSegment(call: Call, segment: Segment): Promise<SegmentView> {
  const { workspaceId } = call;
  const population = await call.context.storage.tallies.population(workspaceId, segment.id);
  const [view] = await viewAll(call, [segment], new Map([[segment.id, population]]));
  if (view === undefined) throw new Error("one segment gives one view");
  return view;
}

export async function viewSegments(
  call: Call,
  segments: readonly Segment[],
): Promise<SegmentView[]> {
  const populations = await call.context.storage.tallies.populations(call.workspaceId);
  return viewAll(call, segments, populations);
}

async function viewAll(
  { context, workspaceId }: Call,
  segments: readonly Segment[],
  populations: ReadonlyMap<string, Population>,
): Promise<SegmentView[]> {
  const { storage } = context;
  const [{ root }, attributes, names, programs, builds] = await Promise.all([
    presentIndex(context, workspaceId),
    knownAttributes(context, workspaceId),
    segmentNames(storage, workspaceId, segments.flatMap(rulesOf)),
    storage.programs.current(workspaceId),
    Promise.all(segments.flatMap(openBuilds).map((id) => storage.builds.get(workspaceId, id))),
  ]);
  const now = context.clock.now();
  const known = builds.flatMap((job): [string, BuildJob][] => (job ? [[job.id, job]] : []));
  return segments.map((segment) => {
    const state = stateNow(segment, root.zone, now);
    return view(segment, {
      population: (state === "live" ? populations.get(segment.id) : undefined) ?? nobody,
      now,
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

const nobody: Population = { size: 0, days: {} };

/** So many days a list shows of each segment. */
const daysListed = 30;

export function isDriving({ id }: Segment, { state, include, exclude }: Program): boolean {
  return state !== "ended" && (include.includes(id) || exclude.includes(id));
}

function rulesOf({ versions }: Segment): RuleGroup[] {
  return versions.map(({ rule }) => rule);
}

function openBuilds({ versions }: Segment): string[] {
  return versions.flatMap(({ state, buildId }) =>
    buildId !== undefined && (state === "building" || state === "failed") ? [buildId] : [],
  );
}

function view(segment: Segment, around: Surroundings): SegmentView {
  const { id, name, object, owner, version, retireAt } = segment;
  const isFirst = !segment.versions.some((each) => each.state === "live");
  const versions = segment.versions.map((each) => viewVersion(each, { ...around, isFirst }));
  const shown = segment.versions.find((each) => each.version === version) ?? segment.versions[0];
  const rule = shown?.rule ?? { combinator: "and", rules: [] };
  const known = { ...around.known, retires: retireAt !== undefined };
  const findings = [
    ...lintRule(rule, around.context, known),
    ...lintSegment(segment, around.programs),
  ];
  const { population, now } = around;
  const days = dailyPopulation(population, { now, since: segment.createdAt, most: daysListed });
  const today = days.at(-1);
  return {
    id,
    name,
    object,
    owner,
    state: around.state,
    size: population.size,
    sizes: days.map((each) => each.size),
    today: { entered: today?.entered ?? 0, exited: today?.exited ?? 0 },
    version,
    description: describeRule(rule, around.names),
    purpose: segment.description,
    programs: around.programs.map(({ id, name, kind }) => ({ id, name, kind })),
    findings,
    warnings: [...findings.map(warningOf), ...around.warnings],
    progress: versions.find((each) => each.progress !== undefined)?.progress,
    error: versions.find((each) => each.error !== undefined)?.error,
    ...lifeOf(segment),
    rule,
    versions,
  };
}

function lifeOf(segment: Segment) {
  const { retireAt, entryDwell, exitGrace, exitLeads, reviewEvery } = segment;
  const [reviewedAt, createdAt] = [isoOrAbsent(segment.reviewedAt), iso(segment.createdAt)];
  return { retireAt, entryDwell, exitGrace, exitLeads, reviewEvery, reviewedAt, createdAt };
}

type AroundVersion = Pick<Surroundings, "builds" | "names" | "now"> & {
  /** Whether no version of the segment is live yet. */
  readonly isFirst: boolean;
};

export function viewVersion(
  { version, state, rule, createdAt, buildId }: SegmentVersion,
  { builds, isFirst, names, now }: AroundVersion,
): VersionView {
  const job = builds.get(buildId ?? "");
  return {
    version,
    state,
    rule,
    createdAt: iso(createdAt),
    description: describeRule(rule, names),
    progress: state === "building" ? percentOf(job, isFirst) : undefined,
    error: state === "failed" ? job?.error : silenceOf(job, now),
  };
}

function silenceOf(job: BuildJob | undefined, now: number): string | undefined {
  if (job === undefined || !isSilent(job, now)) return undefined;
  return "Nothing was heard of it for half an hour: its messages may be lost.";
}

/** A version that takes over from another walks all profiles twice: beside it, then in its place. */
function percentOf(job: BuildJob | undefined, isFirst: boolean): number {
  if (job === undefined) return 0;
  const percent = progressOf(job) * 100;
  if (isFirst) return Math.floor(percent);
  return Math.floor(job.next === "serve" ? percent / 2 : 50 + percent / 2);
}
