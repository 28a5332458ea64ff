import type { Destination } from "../contracts/destination.ts";
import type { Segment } from "../contracts/segment.ts";
import type { FlowContext } from "./context.ts";
import { markWritten } from "./own-types.ts";
import { requestFlight, requestSync } from "./request-push.ts";
import { isServed, isShared } from "./shared-place.ts";
import { planSweeps } from "./start-sweep.ts";

type BindContext = Pick<FlowContext, "storage" | "queues" | "clock">;

export type NewDestination = Pick<
  Destination,
  "kind" | "connectionId" | "url" | "courseId" | "secret" | "tells"
> &
  ChosenParts;

/** What an admin chose at the connected system, once it was looked at there. */
export type ChosenParts = Pick<
  Destination,
  "listId" | "isChosen" | "statuses" | "field" | "shownAs" | "createsUsers"
>;

/** Stores a destination and asks for the present members to be pushed. */
export async function bindDestination(
  context: BindContext,
  {
    workspaceId,
    id: segmentId,
    name: segmentName,
    object,
  }: Pick<Segment, "workspaceId" | "id" | "name" | "object">,
  wanted: NewDestination,
): Promise<Destination> {
  const destination: Destination = {
    workspaceId,
    segmentId,
    segmentName,
    object,
    ...wanted,
    id: `dst_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`,
    state: "active",
  };
  await context.storage.destinations.write(destination);
  await markWritten(context, destination);
  await planSweeps(context, destination);
  await requestSync(context, destination);
  return destination;
}

/**
 * Nothing more is pushed. What was pushed stays there, but for a place that several segments
 * share: it would show the segment for ever, so that one is taken back first. Asked for again,
 * or without its connection, the destination is removed at once.
 */
export async function unbindDestination(
  context: BindContext,
  destination: Destination,
): Promise<void> {
  const { secret: _secret, ...rest } = destination;
  const { storage } = context;
  const { workspaceId, connectionId = "" } = destination;
  if (isShared(destination) && isServed(destination)) {
    const connection = await storage.connections.get(workspaceId, connectionId);
    if (connection !== undefined && connection.state !== "removed") {
      await storage.destinations.write({ ...rest, state: "withdrawing" });
      return requestFlight(context, destination, 0);
    }
  }
  await storage.destinations.write({ ...rest, state: "removed" });
}

/** Has the places that show the segment by its name learn of a new one. */
export async function renameDestinations(
  context: BindContext,
  { workspaceId, id, name: segmentName }: Segment,
): Promise<void> {
  for (const destination of await context.storage.destinations.ofSegment(workspaceId, id)) {
    if (!isServed(destination) || destination.segmentName === segmentName) continue;
    await context.storage.destinations.note(destination, { segmentName });
    await requestFlight(context, destination, 0);
  }
}
