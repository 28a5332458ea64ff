import type { BuildJob, BuildMessage, Segment, SegmentVersion } from "../contracts/segment.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { BuildContext } from "./build-segment.ts";
import { IndexEditor } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

/** What follows a walk that has seen every profile. Safe to repeat. */
export async function finishBuild(context: BuildContext, job: BuildJob): Promise<void> {
  switch (job.then) {
    case "serve":
      await serve(context, job);
      break;
    case "go-live":
      await goLive(context, job);
      break;
    case "retire":
      await changeSegment(context, job, (segment) => ({ ...segment, state: "retired" }));
      break;
    case "nothing":
      break;
  }
  await context.storage.builds.put({ ...job, state: "done" });
  const milliseconds = context.clock.now() - job.startedAt;
  context.log.info("segment built", {
    segment: job.segmentId,
    step: job.then,
    profiles: job.visited,
    ms: milliseconds,
  });
}

/** The version is complete beside the live one: from now on its members are the segment's. */
async function serve(context: BuildContext, job: BuildJob): Promise<void> {
  const [ordinal] = job.ordinals;
  const { segmentId, version } = job;
  if (ordinal === undefined || segmentId === undefined || version === undefined) return;
  const segment = await context.storage.segments.get(job.workspaceId, segmentId);
  const editor = new IndexEditor(context.storage.index);
  await editor.mark(job.workspaceId, ordinal, { serving: true, building: false });
  const older = segment?.versions.flatMap((each) =>
    each.ordinal !== undefined && each.version !== version ? [each.ordinal] : [],
  );
  await editor.remove(job.workspaceId, job.object, older ?? [], false);
  const next = await startBuild(context, { ...job, then: "go-live" });
  await changeSegment(context, job, (current) => ({
    ...current,
    versions: current.versions.map((each) =>
      each.version === version ? { ...each, buildId: next.id } : each,
    ),
  }));
}

async function goLive(context: BuildContext, job: BuildJob): Promise<void> {
  const [ordinal] = job.ordinals;
  if (ordinal !== undefined)
    await new IndexEditor(context.storage.index).mark(job.workspaceId, ordinal, {
      serving: true,
      building: false,
    });
  await changeSegment(context, job, (segment) => ({
    ...segment,
    state: "live",
    version: job.version ?? segment.version,
    versions: segment.versions.map((each) => ({ ...each, state: stateAfter(each, job) })),
  }));
}

function stateAfter(version: SegmentVersion, job: BuildJob): SegmentVersion["state"] {
  if (version.version === job.version) return "live";
  return version.state === "live" ? "replaced" : version.state;
}

/** Says on the segment why its build stopped; it can be resumed. */
export async function giveUpBuild(
  context: BuildContext,
  { workspaceId, jobId }: BuildMessage,
  reason: string,
): Promise<void> {
  const job = await context.storage.builds.get(workspaceId, jobId);
  if (job === undefined) return;
  await context.storage.builds.put({ ...job, state: "failed", error: reason });
  await changeSegment(context, job, (segment) => ({
    ...segment,
    state: segment.state === "building" ? "failed" : segment.state,
    versions: segment.versions.map((each) =>
      each.version === job.version ? { ...each, state: "failed" } : each,
    ),
  }));
}

async function changeSegment(
  context: BuildContext,
  job: BuildJob,
  change: (segment: Segment) => Segment,
): Promise<void> {
  const { segmentId } = job;
  if (segmentId === undefined) return;
  await retrying(ConflictError, async () => {
    const segment = await context.storage.segments.get(job.workspaceId, segmentId);
    if (segment !== undefined) await context.storage.segments.write(change(segment));
  });
}
