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

/**
 * Has somebody look, after a while, whether whoever is in the air ended before telling anybody. It
 * waits for that instant; nothing is left to do meanwhile.
 */
export async function requestLook(
  context: Pick<FlowContext, "queues" | "clock">,
  destination: Destination,
  delaySeconds: number,
): Promise<void> {
  const { workspaceId, segmentId, id: destinationId } = destination;
  const body = { kind: "flight", workspaceId, segmentId, destinationId };
  const dueAt = context.clock.now() + delaySeconds * 1_000;
  await queueOf(context, destination).send([{ body, group: workspaceId, delaySeconds, dueAt }]);
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
