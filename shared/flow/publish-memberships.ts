import { nextDueOf } from "../profiles/profile.ts";
import { foundOrdinals, membershipDifferences } from "../profiles/transitions.ts";
import type { StoredRule } from "../storage/index-chunks.ts";
import type { MemberRow } from "../storage/members.ts";
import { addressed } from "./address-events.ts";
import type { FlowContext } from "./context.ts";
import { countRecords } from "./count-records.ts";
import { type Derived, derive, type ProfileRecordImage, type Rules } from "./derive-views.ts";
import { dueMessage, lookAheadMs } from "./enqueue-due.ts";
import { eraseTraces } from "./erase-traces.ts";
import { appendHistory } from "./keep-history.ts";
import { moveHistory } from "./move-history.ts";
import { publishIdentities } from "./publish-identities.ts";
import { publishParted } from "./publish-parted.ts";
import { publishRelated } from "./publish-related.ts";

export type PublishContext = Pick<FlowContext, "storage" | "index" | "clock" | "bus" | "queues">;

/**
 * Derives everything downstream from old and new images (law 2): history, member rows,
 * transitions, counts, events, and dues that come before the next sweep. Each part is
 * idempotent, so a batch may come again as a whole or in part.
 */
export async function publishMemberships(
  context: PublishContext,
  shardId: string,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  const rules = await rulesOf(context, images);
  const derived = images.map((image) => derive(image, rules));
  await Promise.all([
    appendHistory(context, images),
    applyMembers(context, derived),
    appendTurns(context, derived),
    countAndAppend(context, shardId, images, derived),
    enqueueNearDues(context, images),
    publishRelated(context, images),
  ]);
  await moveHistory(context, images);
  await eraseTraces(context, images);
  // Events come last: who hears of a membership finds it in the views.
  const events = derived.flatMap((each) => each.events);
  await context.bus.put(await addressed(context, events));
  await publishIdentities(context, images);
  await publishParted(context, images);
}

/** Of several rows of one member the last one is all that stays. */
async function applyMembers(context: PublishContext, derived: readonly Derived[]): Promise<void> {
  const last = new Map<string, { workspaceId: string; segmentId: string; row: MemberRow }>();
  for (const { workspaceId, rows } of derived)
    for (const { segmentId, row } of rows)
      last.set(`${workspaceId}/${segmentId}/${row.profileId}`, { workspaceId, segmentId, row });
  await Promise.all(
    [...last.values()].map(({ workspaceId, segmentId, row }) =>
      context.storage.members.apply(workspaceId, segmentId, row),
    ),
  );
}

async function appendTurns(context: PublishContext, derived: readonly Derived[]): Promise<void> {
  for (const [workspaceId, group] of Map.groupBy(derived, (each) => each.workspaceId))
    await context.storage.turns.append(
      workspaceId,
      group.flatMap(({ turns }) => turns),
    );
}

/** Counts first: the count of a segment also gives its transitions their numbers. */
async function countAndAppend(
  context: PublishContext,
  shardId: string,
  images: readonly ProfileRecordImage[],
  derived: readonly Derived[],
): Promise<void> {
  const numbers = await countRecords(context.storage, shardId, images, derived);
  const byWorkspace = Map.groupBy(derived, (each) => each.workspaceId);
  for (const [workspaceId, group] of byWorkspace)
    await context.storage.transitions.append(
      workspaceId,
      group.flatMap(({ sequenceNumber, transitions }) =>
        transitions.map((each) => ({
          ...each,
          number: numbers(workspaceId, each.segmentId, sequenceNumber),
        })),
      ),
    );
}

async function enqueueNearDues(
  context: PublishContext,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  const now = context.clock.now();
  const messages = images.flatMap(({ before, after }) => {
    const dueAt = nextDueOf(after);
    const isNear = dueAt !== undefined && dueAt <= now + lookAheadMs;
    const isNew = before === undefined || nextDueOf(before) !== dueAt;
    return isNear && isNew ? [dueMessage({ key: after, dueAt }, now)] : [];
  });
  await context.queues.due.send(messages);
}

async function rulesOf(
  context: PublishContext,
  images: readonly ProfileRecordImage[],
): Promise<Rules> {
  const wanted = new Map<string, Set<number>>();
  for (const { before, after, note } of images) {
    const ordinals = wanted.get(after.workspaceId) ?? new Set<number>();
    wanted.set(after.workspaceId, ordinals);
    for (const { ordinal } of membershipDifferences(before, after, note.flips))
      ordinals.add(ordinal);
    for (const { ordinal } of note.approaching ?? []) ordinals.add(ordinal);
    const found = [...foundOrdinals(before), ...foundOrdinals(after)];
    const members = found.length === 0 ? [] : [...(before?.announced ?? []), ...after.announced];
    for (const ordinal of [...found, ...members]) ordinals.add(ordinal);
  }
  const rules = new Map<string, StoredRule>();
  for (const [workspaceId, ordinals] of wanted)
    for (const rule of await context.storage.index.rules(workspaceId, [...ordinals]))
      rules.set(`${workspaceId}/${rule.ordinal}`, rule);
  return rules;
}
