import type { BuildJob } from "../contracts/segment.ts";
import { partitions } from "../profiles/profile-id.ts";
import type { FlowContext } from "./context.ts";
import { settleSeconds } from "./index-lease.ts";

type Wanted = Pick<BuildJob, "workspaceId" | "object" | "kind" | "ordinals" | "next"> &
  Partial<Pick<BuildJob, "id" | "behaviour" | "segmentId" | "version">>;

/**
 * Starts a walk over all profiles, once no writer can still be without the new index. One
 * with the id of a walk that was started before only goes on with it.
 */
export async function startBuild(
  context: Pick<FlowContext, "storage" | "queues" | "clock">,
  wanted: Wanted,
): Promise<BuildJob> {
  const { workspaceId, object, kind, ordinals, next, behaviour, segmentId, version } = wanted;
  const job = await context.storage.builds.start({
    workspaceId,
    object,
    kind,
    ordinals,
    next,
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(segmentId === undefined ? {} : { segmentId }),
    ...(version === undefined ? {} : { version }),
    id: wanted.id ?? crypto.randomUUID(),
    positions: Object.fromEntries(partitions.map((partition) => [partition, 0])),
    state: "running",
    visited: 0,
    startedAt: context.clock.now(),
  });
  if (job.state === "running") await walk(context, job, settleSeconds);
  return job;
}

/** A page takes seconds, and what failed comes again within minutes. */
const silentMs = 30 * 60_000;

/** Whether a build that should go on does not: as after a restore, which brings back no messages. */
export function isSilent({ state, heardAt, startedAt }: BuildJob, now: number): boolean {
  return state === "running" && now - (heardAt ?? startedAt) > silentMs;
}

/**
 * Goes on with the partitions that are not walked yet. Where its messages are not lost after all,
 * a partition is walked twice, which does no harm.
 */
export async function resumeBuild(
  context: Pick<FlowContext, "storage" | "queues" | "clock">,
  job: BuildJob,
): Promise<void> {
  await walk(context, await context.storage.builds.goOn(job, context.clock.now()), 0);
}

async function walk(
  context: Pick<FlowContext, "queues">,
  job: BuildJob,
  delaySeconds: number,
): Promise<void> {
  const { workspaceId, id: jobId } = job;
  const left = partitions.filter((partition) => job.positions[partition] !== 1);
  // Whoever comes last finishes the job: where that is what failed, one of them comes again.
  const waiting = left.length === 0 ? partitions.slice(0, 1) : left;
  await context.queues.builds.send(
    waiting.map((partition) => ({
      body: { workspaceId, jobId, partition },
      group: workspaceId,
      delaySeconds,
    })),
  );
}

/** From 0 to 1. */
export function progressOf(job: BuildJob): number {
  const positions = Object.values(job.positions);
  return positions.reduce((sum, position) => sum + position, 0) / positions.length;
}
