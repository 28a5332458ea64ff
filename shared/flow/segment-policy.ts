import type { Segment, SegmentPolicy } from "../contracts/segment.ts";
import { edgeOf } from "../profiles/membership-edge.ts";
import type { Retirement } from "../storage/retirements.ts";
import type { FlowContext } from "./context.ts";
import { IndexEditor, type PolicyNow } from "./edit-index.ts";
import { startBuild } from "./start-build.ts";

/** Longer than an edit takes. */
const lookAfterMs = 60_000;

type PolicyContext = Pick<FlowContext, "storage" | "queues" | "clock">;

/** What a segment says of its edge; undefined where it says nothing. */
export function policyOf(segment: Segment): SegmentPolicy | undefined {
  const { entryDwell, exitGrace, retireAt, exitLeads } = segment;
  const policy = {
    ...(entryDwell === undefined ? {} : { entryDwell }),
    ...(exitGrace === undefined ? {} : { exitGrace }),
    ...(retireAt === undefined ? {} : { retireAt }),
    ...(exitLeads === undefined || exitLeads.length === 0 ? {} : { exitLeads }),
  };
  return Object.keys(policy).length === 0 ? undefined : policy;
}

/** Reads the policy as it is stored when it is asked for. */
export function policyNowOf(
  { storage }: Pick<FlowContext, "storage">,
  { workspaceId, id }: Pick<Segment, "workspaceId" | "id">,
): PolicyNow {
  return async () => {
    const segment = await storage.segments.get(workspaceId, id);
    return segment === undefined ? undefined : policyOf(segment);
  };
}

/**
 * Makes a stored policy known to every writer and walks all profiles once more: waits get
 * their new ends. Safe to repeat.
 */
export async function applyPolicy(context: PolicyContext, segment: Segment): Promise<void> {
  const { workspaceId, object, id } = segment;
  await noteRetirement(context, segment);
  const editor = new IndexEditor(context.storage.index);
  const policyNow = policyNowOf(context, segment);
  const ordinals = await editor.setPolicy(workspaceId, object, id, policyNow);
  if (ordinals.length === 0) return;
  await startBuild(context, { workspaceId, object, ordinals, kind: "evaluate", next: "nothing" });
}

/**
 * Notes, before an edit of the policy is stored, that the segment is to be looked at: who stores it
 * may end before every writer knows it.
 */
export async function notePolicyEdit(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  { workspaceId, id: segmentId, revision }: Pick<Segment, "workspaceId" | "id" | "revision">,
): Promise<Retirement> {
  const look = { workspaceId, segmentId, at: clock.now() + lookAfterMs, revision };
  await storage.retirements.note(look);
  return look;
}

/** `applyPolicy` after an edit, which needs no look any more then. */
export async function applyPolicyEdit(
  context: PolicyContext,
  segment: Segment,
  look: Retirement,
): Promise<void> {
  await applyPolicy(context, segment);
  await context.storage.retirements.forget(look);
}

/** Notes when the segment is to be retired, for the sweep. */
export async function noteRetirement(
  { storage }: Pick<FlowContext, "storage">,
  segment: Segment,
): Promise<void> {
  const { workspaceId, id } = segment;
  if (segment.retireAt === undefined) return;
  const { zone } = await storage.index.root(workspaceId);
  const at = emptyAt(segment, zone);
  if (at !== undefined) await storage.retirements.note({ workspaceId, segmentId: id, at });
}

/** From when on nobody can be a member, the grace of the last ones included; in ms. */
export function emptyAt(segment: Segment, zone: string): number | undefined {
  const { retireAt, leavesAt } = edgeOf(policyOf(segment), zone);
  return retireAt === undefined ? undefined : leavesAt(retireAt);
}
