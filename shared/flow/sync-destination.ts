import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import type { Segment } from "../contracts/segment.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile.ts";
import type { MemberRow } from "../storage/members.ts";
import type { PushContext } from "./context.ts";
import { requestSync } from "./request-push.ts";
import { type Wish, wish } from "./wish.ts";

const membersPerPage = 500;

/** Notes one page of the present members as desired; the rest comes as further messages. */
export async function syncPage(
  context: PushContext,
  destination: Destination,
  after: string | undefined,
): Promise<string[]> {
  const { workspaceId, segmentId, object } = destination;
  const segment = await context.storage.segments.get(workspaceId, segmentId);
  const page = await context.storage.members.bySince(workspaceId, segmentId, membersPerPage, after);
  const keys = page.map(({ row }) => ({ workspaceId, object, id: row.profileId }));
  const profiles = await context.storage.profiles.read(keys);
  const wishes = page.flatMap(({ row }): Wish[] => {
    const profile = profiles.get(row.profileId);
    if (profile === undefined || segment === undefined) return [];
    return [{ event: entryOf(segment, profile, row), member: true }];
  });
  const recordKeys = await wish(context, destination, wishes);
  const last = page.at(-1);
  if (page.length === membersPerPage && last !== undefined)
    await requestSync(context, destination, last.key);
  return recordKeys;
}

/** The event that told of a member, as far as it is still known. */
export function entryOf(segment: Segment, profile: Profile, row: MemberRow): MembershipEvent {
  const { workspaceId, object } = profile;
  return {
    workspaceId,
    segmentId: segment.id,
    segmentVersion: segment.version,
    profileId: profile.id,
    object,
    identities: identitiesOf(profile),
    at: row.since,
    cause: row.cause,
    revision: row.revision,
  };
}
