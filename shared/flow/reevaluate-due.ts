import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { nextDueOf } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import { forEach } from "../runtime/for-each.ts";
import { retrying } from "../runtime/retrying.ts";
import { commitProfile } from "./commit-profile.ts";
import type { FlowContext } from "./context.ts";
import { decide } from "./decide.ts";
import { followPointers } from "./follow-pointers.ts";
import { RelatedReader } from "./look-around.ts";

export const DueMessage = z.object({
  workspaceId: z.string(),
  object: ObjectKind,
  id: z.string(),
  /** Milliseconds since the epoch. */
  dueAt: z.number(),
});
export type DueMessage = z.infer<typeof DueMessage>;

export interface TimeFlips {
  readonly entered: number;
  readonly exited: number;
}

interface DueFlips extends TimeFlips {
  /** How long after its instant the latest of them was written. */
  readonly lateMs: number;
  readonly failures: ReadonlyMap<number, unknown>;
}

type DueContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** As `reevaluateDue`, for several at once; what failed is told by position. */
export async function reevaluateDueBatch(
  context: DueContext,
  messages: readonly DueMessage[],
): Promise<DueFlips> {
  let [entered, exited, lateMs] = [0, 0, 0];
  const failures = await forEach(messages, async (message) => {
    const flips = await reevaluateDue(context, message);
    entered += flips.entered;
    exited += flips.exited;
    if (flips.entered + flips.exited > 0)
      lateMs = Math.max(lateMs, context.clock.now() - message.dueAt);
  });
  return { entered, exited, lateMs, failures };
}

/** Lets time flip one profile's memberships, at the instant; a repeat finds nothing due. */
export async function reevaluateDue(context: DueContext, message: DueMessage): Promise<TimeFlips> {
  await context.clock.until(message.dueAt);
  return retrying(ConflictError, async () => {
    const before = await followPointers(context.storage, message);
    const now = context.clock.now();
    const dueAt = before && nextDueOf(before);
    if (before === undefined || dueAt === undefined || dueAt > now)
      return { entered: 0, exited: 0 };
    const snapshot = await context.index.snapshot(before.workspaceId);
    const { index } = context;
    const related = new RelatedReader(context);
    const decision = await decide({ index, related, snapshot, before, incoming: [], now });
    await commitProfile(context, { snapshot, before, decision, incoming: [], now, isNews: true });
    return {
      entered: decision.flips.filter((flip) => flip.kind === "entered").length,
      exited: decision.flips.filter((flip) => flip.kind === "exited").length,
    };
  });
}
