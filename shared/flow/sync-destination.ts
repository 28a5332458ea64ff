import type { Destination } from "../contracts/destination.ts";
import type { MembershipEvent } from "../contracts/event.ts";
import { identitiesOf } from "../profiles/identity.ts";
import type { FlowContext } from "./context.ts";
import { type PushContext, wish } from "./push-memberships.ts";
import { connectorServing } from "../connectors/registry.ts";

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
      ...{
        workspaceId,
        segmentId,
        segmentVersion: segment.version,
        profileId: row.profileId,
        object,
      },
      ...{
        identities: identitiesOf(profile),
        at: row.since,
        cause: row.cause,
        revision: row.revision,
      },
    };
    recordKeys.push(await wish(context, destination, event, true));
  }
  const last = page.at(-1);
  if (page.length === membersPerPage && last !== undefined)
    await requestSync(context, destination, last.key);
  return recordKeys;
}

/** Asks for all present members to be pushed, as a new destination needs it. */
export async function requestSync(
  context: Pick<FlowContext, "queues">,
  destination: Destination,
  after?: string,
): Promise<void> {
  const { workspaceId, segmentId, id: destinationId } = destination;
  const body = { kind: "sync", workspaceId, segmentId, destinationId, after };
  await queueOf(context, destination).send([{ body, group: workspaceId }]);
}

/** Asks for what is pending to be pushed, after a while. */
export async function requestFlight(
  context: Pick<FlowContext, "queues">,
  destination: Destination,
  delaySeconds: number,
): Promise<void> {
  const { workspaceId, segmentId, id: destinationId } = destination;
  const body = { kind: "flight", workspaceId, segmentId, destinationId };
  await queueOf(context, destination).send([{ body, group: workspaceId, delaySeconds }]);
}

function queueOf(context: Pick<FlowContext, "queues">, destination: Destination) {
  return context.queues.pushes(connectorServing(destination.kind).kind);
}
