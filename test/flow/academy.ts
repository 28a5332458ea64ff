import type { Segment } from "../../shared/contracts/segment.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import type { World } from "./world.ts";

/** A learning system at an address, connected as `lms`. */
export async function connectAcademy(here: World, baseUrl: string): Promise<void> {
  await here.storage.connections.write({
    workspaceId: here.workspaceId,
    id: "lms",
    kind: "lms",
    name: "Academy",
    state: "connected",
    rank: 9,
    createdAt: 0,
    secrets: ["token"],
    propertyTypes: {},
    baseUrl,
    revision: 0,
  });
}

/** One of its courses, which a segment is pushed to. */
export async function courseOf(here: World, segment: Segment, baseUrl: string) {
  await connectAcademy(here, baseUrl);
  const course = { kind: "course", connectionId: "lms", courseId: "c" } as const;
  return bindDestination(here.context, segment, { ...course, url: undefined, secret: undefined });
}
