import { z } from "zod";
import type { Destination } from "../contracts/destination.ts";
import type { FlowContext } from "./context.ts";
import { requestFlight } from "./request-push.ts";
import { placeOf } from "./shared-place.ts";

const busySeconds = 1;

/**
 * Ends a flight and has those go next who asked meanwhile, whichever destination theirs is; its
 * own goes again after `next` seconds, where that is given.
 */
export async function land(
  { storage, queues }: Pick<FlowContext, "storage" | "queues">,
  destination: Destination,
  holder: string,
  next: number | undefined,
): Promise<void> {
  const { workspaceId } = destination;
  const asked = new Set(await storage.flights.land(workspaceId, placeOf(destination), holder));
  if (next !== undefined) {
    asked.delete(nameOf(destination));
    await requestFlight({ queues }, destination, next);
  }
  for (const name of asked)
    await requestFlight({ queues }, { ...destination, ...named(name) }, busySeconds);
}

/** A destination, for whoever pushes to the same place. */
export function nameOf({ segmentId, id }: Pick<Destination, "segmentId" | "id">): string {
  return JSON.stringify([segmentId, id]);
}

const Name = z.tuple([z.string(), z.string()]);

function named(name: string): Pick<Destination, "segmentId" | "id"> {
  const [segmentId, id] = Name.parse(JSON.parse(name));
  return { segmentId, id };
}
