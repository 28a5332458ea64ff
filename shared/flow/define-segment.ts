import type { Segment, SegmentPolicy, SegmentVersion } from "../contracts/segment.ts";
import { Problem } from "../runtime/errors.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import { changeSegment } from "./change-segment.ts";
import type { FlowContext } from "./context.ts";
import { IndexEditor } from "./edit-index.ts";
import { readersOf } from "./index-references.ts";
import { byMuster, type Editor, withEdit } from "./note-edit.ts";
import { noteRetirement, policyNowOf } from "./segment-policy.ts";
import { referenceProblems } from "./segment-references.ts";
import { isSilent, resumeBuild, startBuild } from "./start-build.ts";

export type DefineContext = Pick<FlowContext, "storage" | "queues" | "clock">;

export type NewSegment = Pick<Segment, "workspaceId" | "name" | "object" | "owner"> &
  Partial<Pick<Segment, "description" | "reviewEvery">> &
  SegmentPolicy & { readonly rule: RuleGroup };

/** Stores the segment, makes its rule known to every writer and starts the build. */
export async function createSegment(
  context: DefineContext,
  wanted: NewSegment,
  by: Editor = byMuster,
): Promise<Segment> {
  const { rule, ...described } = wanted;
  const id = `seg_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const createdAt = context.clock.now();
  const first: SegmentVersion = { version: 1, rule, state: "building", createdAt };
  const made: Segment = {
    ...described,
    id,
    state: "building",
    version: 1,
    versions: [first],
    createdAt,
    revision: 0,
  };
  const edited = withEdit(made, by, { at: createdAt, kind: "created", version: 1 });
  const stored = await context.storage.segments.write(edited);
  await noteRetirement(context, stored);
  return buildOrUndo(context, stored, 1, (current) => ({
    ...current,
    state: "retired",
    versions: current.versions.map((each) => ({ ...each, state: "failed" })),
  }));
}

/** A new rule is a new version; nobody is affected until it is promoted. */
export async function addCandidate(
  context: DefineContext,
  segment: Segment,
  rule: RuleGroup,
  by: Editor = byMuster,
): Promise<SegmentVersion> {
  const version = Math.max(...segment.versions.map((each) => each.version)) + 1;
  const createdAt = context.clock.now();
  const candidate: SegmentVersion = { version, rule, state: "candidate", createdAt };
  const edited = withEdit(segment, by, { at: createdAt, kind: "version-added", version });
  await context.storage.segments.write({ ...edited, versions: [...segment.versions, candidate] });
  return candidate;
}

/** Builds a candidate beside the live version; it takes over when it is complete. */
export async function promote(
  context: DefineContext,
  segment: Segment,
  version: number,
  by: Editor = byMuster,
): Promise<Segment> {
  const wanted = segment.versions.find((each) => each.version === version);
  if (wanted === undefined)
    throw new Problem(404, "No such version", `Segment ${segment.id} has no version ${version}.`);
  if (segment.state === "retired")
    throw new Problem(409, "Segment retired", "This segment is retired: create another one.");
  if (wanted.state === "live") return segment;
  const busy = segment.versions.find((each) => each.state === "building");
  if (busy !== undefined)
    throw new Problem(
      409,
      "A version is being built",
      `Version ${busy.version} of this segment is being built; promote version ${version} once it is live.`,
    );
  const problems = await referenceProblems(context, segment, wanted.rule);
  if (problems[0] !== undefined)
    throw new Problem(409, "Segments depend on each other", problems[0].message);
  const versions = segment.versions.map(
    (each): SegmentVersion => (each.version === version ? { ...each, state: "building" } : each),
  );
  const edited = withEdit(segment, by, { at: context.clock.now(), kind: "promoted", version });
  const promoted = await context.storage.segments.write({ ...edited, versions });
  return buildOrUndo(context, promoted, version, (current) => ({
    ...current,
    versions: current.versions.map((each) =>
      each.version === version ? { ...each, state: wanted.state } : each,
    ),
  }));
}

/**
 * An edit at the same time may have made the rule impossible: then the index refuses it, and
 * no version stays behind that waits for a build.
 */
async function buildOrUndo(
  context: DefineContext,
  segment: Segment,
  version: number,
  undo: (current: Segment) => Segment,
): Promise<Segment> {
  try {
    return await build(context, segment, version);
  } catch (error) {
    if (error instanceof Problem)
      await changeSegment(context, segment.workspaceId, segment.id, undo);
    throw error;
  }
}

async function build(context: DefineContext, segment: Segment, version: number): Promise<Segment> {
  const wanted = segment.versions.find((each) => each.version === version);
  if (wanted === undefined) return segment;
  const { workspaceId, object, id: segmentId } = segment;
  const replaces = segment.versions.flatMap((each) =>
    each.version !== version && each.ordinal !== undefined ? [each.ordinal] : [],
  );
  const isFirst = replaces.length === 0;
  const ordinal = await new IndexEditor(context.storage.index).add(workspaceId, {
    segmentId,
    version,
    object,
    rule: wanted.rule,
    serving: isFirst,
    replaces,
    policy: policyNowOf(context, segment),
  });
  const id = crypto.randomUUID();
  const noted = await changeSegment(context, workspaceId, segmentId, (current) => ({
    ...current,
    versions: current.versions.map((each) =>
      each.version === version ? { ...each, ordinal, buildId: id } : each,
    ),
  }));
  await startBuild(context, {
    id,
    workspaceId,
    object,
    segmentId,
    version,
    ordinals: [ordinal],
    kind: "evaluate",
    next: isFirst ? "go-live" : "serve",
  });
  return noted ?? segment;
}

/** Goes on with a build that stopped, or that never began. */
export async function resume(
  context: DefineContext,
  segment: Segment,
  by: Editor = byMuster,
): Promise<Segment> {
  const { workspaceId, id } = segment;
  const stopped =
    segment.versions.find((each) => each.state === "failed") ??
    segment.versions.find((each) => each.state === "building");
  const job =
    stopped?.buildId === undefined
      ? undefined
      : await context.storage.builds.get(workspaceId, stopped.buildId);
  const at = context.clock.now();
  const goesOn = job !== undefined && job.state !== "failed" && !isSilent(job, at);
  if (stopped === undefined || goesOn)
    throw new Problem(409, "Nothing to resume", "No build of this segment has stopped.");
  const { version } = stopped;
  const resumed = await changeSegment(context, workspaceId, id, (current) => ({
    ...withEdit(current, by, { at, kind: "resumed", version }),
    state: current.state === "failed" ? "building" : current.state,
    versions: current.versions.map((each) =>
      each.version === stopped.version ? { ...each, state: "building" } : each,
    ),
  }));
  if (job === undefined) return build(context, resumed ?? segment, stopped.version);
  await resumeBuild(context, job);
  return resumed ?? segment;
}

/**
 * Takes the rule out of the index, then everybody out of the segment. Until the last step
 * it is not retired, so that a crash on the way can be repeated.
 */
export async function retire(
  context: DefineContext,
  segment: Segment,
  by: Editor = byMuster,
): Promise<Segment> {
  const { workspaceId, object, id: segmentId } = segment;
  await assertUnread(context, segment);
  const editor = new IndexEditor(context.storage.index);
  const indexed = await editor.removeSegment(workspaceId, object, segmentId);
  const noted = segment.versions.flatMap((each) => each.ordinal ?? []);
  await startBuild(context, {
    workspaceId,
    object,
    segmentId,
    ordinals: [...new Set([...indexed, ...noted])],
    kind: "withdraw",
    next: "retire",
  });
  const at = context.clock.now();
  const retired = await changeSegment(context, workspaceId, segmentId, (current) => ({
    ...withEdit(current, by, { at, kind: "retired" }),
    state: "retired",
  }));
  return retired ?? segment;
}

async function assertUnread(context: DefineContext, segment: Segment): Promise<void> {
  const { workspaceId, object, id } = segment;
  const { index, segments } = context.storage;
  const readers = await readersOf(index, workspaceId, await index.root(workspaceId), object, id);
  if (readers.length === 0) return;
  const found = await Promise.all(readers.map((each) => segments.get(workspaceId, each)));
  const names = found.map((each, at) => `"${each?.name ?? readers[at]}"`).join(", ");
  throw new Problem(
    409,
    "Segment in use",
    `${names} read the members of "${segment.name}": change or retire them first.`,
  );
}
