import type { Destination } from "../contracts/destination.ts";
import type { Segment } from "../contracts/segment.ts";
import type { FlowContext } from "./context.ts";
import { requestSync } from "./request-push.ts";

type BindContext = Pick<FlowContext, "storage" | "queues">;

export type NewDestination = Pick<
  Destination,
  "kind" | "connectionId" | "url" | "courseId" | "secret"
>;

/** Stores a destination and asks for the present members to be pushed. */
export async function bindDestination(
  context: BindContext,
  { workspaceId, id: segmentId, name: segmentName, object }: Segment,
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
  await requestSync(context, destination);
  return destination;
}

/** Nothing more is pushed; what was pushed stays there. */
export async function unbindDestination(
  { storage }: Pick<BindContext, "storage">,
  destination: Destination,
): Promise<void> {
  const { secret: _secret, ...rest } = destination;
  await storage.destinations.write({ ...rest, state: "removed" });
}
