import type { Destination } from "../contracts/destination.ts";
import type { Call } from "./call.ts";
import { notFound } from "./request-problem.ts";

/** Throws 404 for what the workspace, or the segment, does not have. */
export async function findDestination(
  { context, workspaceId }: Call,
  id: string,
  segmentId?: string,
): Promise<Destination> {
  const { destinations } = context.storage;
  const found =
    segmentId === undefined
      ? (await destinations.all(workspaceId)).find((each) => each.id === id)
      : await destinations.get(workspaceId, segmentId, id);
  if (found !== undefined && found.state !== "removed") return found;
  throw notFound(
    `There is no destination ${id}${segmentId === undefined ? "" : " of this segment"}.`,
  );
}
