import { shareASource } from "../profiles/identity.ts";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { ApplyContext } from "./context.ts";
import { followPointers } from "./follow-pointers.ts";
import { mergeProfiles } from "./merge-profiles.ts";

/**
 * Somebody says that two profiles are one, also two that were taken apart before. A repeat finds
 * them joined. Undefined where one of them is not there.
 */
export async function joinProfiles(
  context: ApplyContext,
  key: ProfileKey,
  otherId: string,
): Promise<Profile | undefined> {
  return retrying(ConflictError, async () => {
    const winner = await followPointers(context.storage, key);
    const loser = await followPointers(context.storage, { ...key, id: otherId });
    if (winner === undefined || loser === undefined) return undefined;
    if (winner.id === loser.id) return winner;
    assertJoinable(winner, loser);
    const { profile } = await mergeProfiles(context, {
      snapshot: await context.index.snapshot(winner.workspaceId),
      incoming: [],
      now: context.clock.now(),
      winner: { stored: winner, current: winner },
      loser: { stored: loser, current: loser },
      history: [],
    });
    return profile;
  });
}

function assertJoinable(winner: Profile, loser: Profile): void {
  if (winner.erasedAt !== undefined || loser.erasedAt !== undefined)
    throw new Problem(409, "Cannot be merged", "One of the two was erased.");
  if (shareASource(winner, loser))
    throw new Problem(
      409,
      "Cannot be merged",
      "Both have a record of the same source: merge these there, and the profiles follow.",
    );
}
