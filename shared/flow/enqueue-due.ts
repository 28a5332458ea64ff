import type { QueueMessage } from "../messaging/queue.ts";
import type { DueProfile } from "../storage/profiles.ts";
import type { FlowContext } from "./context.ts";

/**
 * The sweep runs every minute and looks further ahead than that, so that one late or
 * failed run loses nothing.
 */
export const lookAheadMs = 150_000;

/**
 * Sends a delayed message for every profile with a due instant before the horizon. Throws where
 * some could not be looked for, after the others were sent.
 */
export async function enqueueDue(
  context: Pick<FlowContext, "storage" | "clock"> & {
    readonly queues: Pick<FlowContext["queues"], "due">;
  },
): Promise<number> {
  const now = context.clock.now();
  const { due, failures } = await context.storage.profiles.dueUpTo(now + lookAheadMs);
  await context.queues.due.send(due.map((each) => dueMessage(each, now)));
  if (failures.length > 0) throw failures[0];
  return due.length;
}

/** Arrives less than a second early; the receiver waits for the exact instant. */
export function dueMessage({ key, dueAt }: DueProfile, now: number): QueueMessage {
  const { workspaceId, object, id } = key;
  return {
    body: { workspaceId, object, id, dueAt },
    group: workspaceId,
    delaySeconds: Math.max(0, Math.floor((dueAt - now) / 1_000)),
    dueAt,
  };
}
