import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { PushContext } from "./context.ts";
import { requestSync } from "./request-push.ts";
import { wish } from "./wish.ts";

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
  const recordKeys: string[] = [];
  for (const { row } of page) {
    const profile = profiles.get(row.profileId);
    if (profile === undefined || segment === undefined) continue;
    const event: MembershipEvent = {
      workspaceId,
      segmentId,
      segmentVersion: segment.version,
      profileId: row.profileId,
      object,
      identities: identitiesOf(profile),
      at: row.since,
      cause: row.cause,
      revision: row.revision,
    };
    recordKeys.push(await wish(context, destination, event, true));
  }
  const last = page.at(-1);
  if (page.length === membersPerPage && last !== undefined)
    await requestSync(context, destination, last.key);
  return recordKeys;
}
