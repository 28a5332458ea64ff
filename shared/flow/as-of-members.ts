import type { Segment } from "../contracts/segment.ts";
import { isIn, type Turn } from "../storage/turns.ts";
import { versionAsOf } from "./as-of-version.ts";
import type { FlowContext } from "./context.ts";

/** So many turns are read for one answer where few of the profiles were in at the instant. */
const mostTurns = 20_000;

/** Who was in, by profile; a page may hold fewer than were asked for. */
export interface MembersAsOf {
  /** ISO 8601. */
  readonly members: readonly { readonly profileId: string; readonly since: string }[];
  /** After whom the next page begins. */
  readonly after: string | undefined;
}

/**
 * Who was publicly in a segment at an instant (milliseconds), from every turn there was: exact,
 * also of profiles that are gone by now.
 */
export async function membersAsOf(
  { storage }: Pick<FlowContext, "storage">,
  segment: Segment,
  instant: number,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<MembersAsOf> {
  const members: { profileId: string; since: string }[] = [];
  if (versionAsOf(segment, instant) === undefined) return { members, after: undefined };
  let read = 0;
  let last = after;
  let turns: Turn[] = [];
  const take = (): void => {
    const standing = standingAsOf(turns, instant);
    if (standing !== undefined) members.push({ profileId: standing.profileId, since: standing.at });
    last = turns[0]?.profileId ?? last;
    turns = [];
  };
  for await (const page of storage.turns.byProfile(segment.workspaceId, segment.id, after))
    for (const turn of page) {
      if (turns[0] !== undefined && turns[0].profileId !== turn.profileId) {
        take();
        if (members.length === limit || read >= mostTurns) return { members, after: last };
      }
      turns.push(turn);
      read += 1;
    }
  take();
  return { members, after: undefined };
}

/** The turn that made somebody a member, if nothing had ended it by an instant. By revision. */
export function standingAsOf(turns: readonly Turn[], instant: number): Turn | undefined {
  const last = turns.findLast(({ at }) => Date.parse(at) <= instant);
  return last !== undefined && isIn(last) ? last : undefined;
}
