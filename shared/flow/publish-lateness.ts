import type { LatenessStore } from "../storage/lateness.ts";
import type { FlowContext } from "./context.ts";
import type { ProfileRecordImage } from "./derive-views.ts";

/** Less is the usual coming and going: nobody has to make way. */
const notableMs = 200;

type LatenessContext = Pick<FlowContext, "clock" | "log"> & {
  readonly storage: Pick<FlowContext["storage"], "lateness">;
};

/**
 * When the batch before was done, by shard, as far as this process published it. A shard mostly stays
 * with one: where it does not, one batch is not known to be late.
 */
const doneAt = new WeakMap<LatenessStore, Map<string, number>>();

/**
 * Publishes the next batch of a shard, and says so where its records had waited for those before them:
 * whoever writes in bulk makes way. How long the stream took to hand them out is no such wait.
 */
export async function noticingLateness(
  context: LatenessContext,
  shardId: string,
  images: readonly ProfileRecordImage[],
  publish: () => Promise<void>,
): Promise<void> {
  const { lateness } = context.storage;
  const done = doneAt.get(lateness) ?? new Map<string, number>();
  doneAt.set(lateness, done);
  const writtenAt = Math.min(...images.map(({ note }) => note.at));
  const waitedMs = (done.get(shardId) ?? Number.NEGATIVE_INFINITY) - writtenAt;
  try {
    await Promise.all([
      publish(),
      waitedMs < notableMs ? undefined : note(context, { shardId, writtenAt, waitedMs }),
    ]);
  } finally {
    done.set(shardId, context.clock.now());
  }
}

/** A hint: where it cannot be kept, the next batch says it again. */
async function note(
  { storage, clock, log }: LatenessContext,
  late: { shardId: string; writtenAt: number; waitedMs: number },
): Promise<void> {
  try {
    await storage.lateness.note({ ...late, at: clock.now() });
  } catch (error) {
    log.error("lateness was not noted", error, { shard: late.shardId });
  }
}
