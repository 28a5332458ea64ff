import type { BuildJob, BuildMessage, Segment, SegmentVersion } from "../contracts/segment.ts";
import { changeSegment } from "./change-segment.ts";
import type { BuildContext } from "./context.ts";
import { IndexEditor } from "./edit-index.ts";
import { byMuster, withEdit } from "./note-edit.ts";
import { startBuild } from "./start-build.ts";

/** What follows a walk that has seen every profile. Safe to repeat. */
export async function finishBuild(context: BuildContext, job: BuildJob): Promise<void> {
  switch (job.next) {
    case "serve":
      await serve(context, job);
      break;
    case "go-live":
      await goLive(context, job);
      break;
    case "retire":
    case "nothing":
      break;
  }
  await context.storage.builds.end(job, { state: "done" });
  await tell(context, job);
}

async function tell(context: BuildContext, job: BuildJob): Promise<void> {
  const { next: step, visited: profiles } = job;
  const segment = await segmentOf(context, job);
  const ms = context.clock.now() - job.startedAt;
  context.log.info("segment built", { segment: segment?.name ?? "attributes", step, profiles, ms });
}

/**
 * The version is complete beside the live one: from now on its members are the segment's. The
 * write of the index is the instant for all who read memberships; the walk that follows makes
 * what is stored agree, and tells who turned.
 */
async function serve(context: BuildContext, job: BuildJob): Promise<void> {
  const [ordinal] = job.ordinals;
  const { workspaceId, object, segmentId, version } = job;
  if (ordinal === undefined || segmentId === undefined || version === undefined) return;
  const segment = await segmentOf(context, job);
  if (segment?.state === "retired") return withdrawLate(context, job, segmentId);
  if (segment === undefined || !isUnderWay(segment, job)) return;
  const editor = new IndexEditor(context.storage.index);
  if (!(await editor.takeOver(workspaceId, object, ordinal))) return;
  const id = nextId(job);
  await changeSegment(context, workspaceId, segmentId, (current) => ({
    ...current,
    version,
    versions: current.versions.map((each) =>
      each.version === version ? { ...each, buildId: id } : each,
    ),
  }));
  await startBuild(context, { ...job, id, next: "go-live" });
}

async function goLive(context: BuildContext, job: BuildJob): Promise<void> {
  const [ordinal] = job.ordinals;
  const { workspaceId, object, segmentId, version } = job;
  if (ordinal === undefined || segmentId === undefined || version === undefined) return;
  await new IndexEditor(context.storage.index).built(workspaceId, object, ordinal);
  const segment = await changeSegment(context, workspaceId, segmentId, (current) => {
    if (current.state === "retired" || !isUnderWay(current, job)) return current;
    const versions = current.versions.map((each) => ({ ...each, state: stateAfter(each, job) }));
    const at = context.clock.now();
    const noted = withEdit(current, byMuster, { at, kind: "live", version });
    return { ...noted, state: "live", version, versions };
  });
  if (segment?.state === "retired") await withdrawLate(context, job, segmentId);
}

/** The segment was retired while its version was on its way into the index. */
async function withdrawLate(
  context: BuildContext,
  job: BuildJob,
  segmentId: string,
): Promise<void> {
  const { workspaceId, object, ordinals } = job;
  await new IndexEditor(context.storage.index).removeSegment(workspaceId, object, segmentId);
  const id = `${job.id}-withdrawn`;
  await startBuild(context, {
    id,
    workspaceId,
    object,
    ordinals,
    segmentId,
    kind: "withdraw",
    next: "retire",
  });
}

/** Whether the segment still waits for this job: not for one that was given up for another. */
function isUnderWay(segment: Segment, job: BuildJob): boolean {
  const buildId = segment.versions.find((each) => each.version === job.version)?.buildId;
  return buildId === job.id || buildId === nextId(job);
}

function nextId(job: BuildJob): string {
  return `${job.id}-live`;
}

/** Whatever version there was before is evaluated no more, nor can its build go on. */
function stateAfter(version: SegmentVersion, job: BuildJob): SegmentVersion["state"] {
  if (version.version === job.version) return "live";
  return version.state === "candidate" ? "candidate" : "replaced";
}

/** Says on the segment why its build stopped; it can be resumed. */
export async function giveUpBuild(
  context: BuildContext,
  { workspaceId, jobId }: BuildMessage,
  reason: string,
): Promise<void> {
  const job = await context.storage.builds.get(workspaceId, jobId);
  if (job === undefined || job.state !== "running") return;
  await context.storage.builds.end(job, { state: "failed", error: reason });
  if (job.segmentId === undefined) return;
  await changeSegment(context, workspaceId, job.segmentId, (segment) => ({
    ...segment,
    state: segment.state === "building" ? "failed" : segment.state,
    versions: segment.versions.map((each) =>
      each.version === job.version && each.buildId === job.id ? { ...each, state: "failed" } : each,
    ),
  }));
}

async function segmentOf(context: BuildContext, job: BuildJob): Promise<Segment | undefined> {
  const { workspaceId, segmentId } = job;
  return segmentId === undefined ? undefined : context.storage.segments.get(workspaceId, segmentId);
}
