import type { IncomingChange } from "../profiles/fold-change.ts";
import { foldChange } from "../profiles/fold-change.ts";
import { foldMerge } from "../profiles/merged-away.ts";
import { type Flip, newProfile, type ProfileKey } from "../profiles/profile.ts";
import { ConflictError } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { ApplyContext } from "./context.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import { type ProfileResolver, profileKeyOf } from "./resolve-profiles.ts";

/**
 * The source merged records of its own: each becomes a pointer to the profile of the record
 * that stays, so that its late events find the way. Repeats find the pointers and do nothing.
 */
export async function mergeRecords(
  context: ApplyContext,
  resolver: ProfileResolver,
  within: Omit<ProfileKey, "id">,
  incoming: IncomingChange,
): Promise<Flip[]> {
  const { change, connectionId } = incoming;
  if (change.body.kind !== "merge") return [];
  const of = { workspaceId: within.workspaceId, connectionId };
  // By the record, since the profile it was found in may be parted meanwhile.
  const into = profileKeyOf(of, within.object, change.recordId);
  const flips: Flip[] = [];
  for (const recordId of change.body.mergedRecordIds) {
    if (recordId === change.recordId) continue;
    const from = profileKeyOf(of, into.object, recordId);
    flips.push(
      ...(await retrying(ConflictError, () =>
        mergeOne(context, resolver, into, from, incoming, recordId),
      )),
    );
  }
  return flips;
}

async function mergeOne(
  context: ApplyContext,
  resolver: ProfileResolver,
  into: ProfileKey,
  from: ProfileKey,
  incoming: IncomingChange,
  recordId: string,
): Promise<readonly Flip[]> {
  const now = context.clock.now();
  const winner = (await resolver.profile(into, false)) ?? newProfile(into, now);
  const stored = (await resolver.profile(from, false)) ?? newProfile(from, now);
  if (stored.id === winner.id) return [];
  const snapshot = await context.index.snapshot(into.workspaceId);
  const away = foldMerge(stored, incoming, recordId);
  const decision = await mergeProfiles(context, {
    snapshot,
    incoming: [incoming],
    now,
    winner: { stored: winner, current: foldChange(winner, incoming).profile },
    loser: { stored, current: away.profile },
    history: away.history,
  });
  return decision.flips;
}
