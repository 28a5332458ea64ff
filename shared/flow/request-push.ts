import { connectorServing } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { ExitApproachingEvent } from "../contracts/event.ts";
import type { FlowContext } from "./context.ts";

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

/** Asks for one address to be told who is about to leave. */
export async function requestNotice(
  context: Pick<FlowContext, "queues">,
  destination: Destination,
  event: ExitApproachingEvent,
): Promise<void> {
  const body = { kind: "approaching", event, destinationId: destination.id };
  await queueOf(context, destination).send([{ body, group: event.workspaceId }]);
}

function queueOf(context: Pick<FlowContext, "queues">, destination: Destination) {
  return context.queues.pushes(connectorServing(destination.kind).kind);
}
