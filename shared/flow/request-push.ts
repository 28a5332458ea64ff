import { connectorServing } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
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

function queueOf(context: Pick<FlowContext, "queues">, destination: Destination) {
  return context.queues.pushes(connectorServing(destination.kind).kind);
}
