import { z } from "zod";
import type { Destination } from "../contracts/destination.ts";
import { bindDestination, unbindDestination } from "../flow/bind-destination.ts";
import { newSecret } from "../flow/connect.ts";
import { checkDestination } from "./check-destination.ts";
import { listOf } from "./cursors.ts";
import { DestinationView, MadeDestination, NewDestinationBody } from "./destination-schema.ts";
import { findDestination } from "./find-destination.ts";
import { findOwnSegment, findSegment } from "./find-segment.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";
import { assertNotRetired } from "./segments.ts";
import { viewLastSweep } from "./sweep-view.ts";

const tag = "Destinations";
const path = "/api/v1/segments/{id}/destinations";

export const getDestinations = route({
  method: "GET",
  path,
  tag,
  status: 200,
  summary: "What a segment drives",
  input: { params: SegmentPath },
  output: listOf(DestinationView),
  async handle({ params }, call) {
    const { workspaceId, context } = call;
    const segment = await findSegment(call, params.id);
    const all = await context.storage.destinations.ofSegment(workspaceId, segment.id);
    return { body: { items: all.filter(isPresent).map(viewDestination) } };
  },
});

export const postDestination = route({
  method: "POST",
  path,
  tag,
  status: 201,
  problems: [409],
  summary: "Push a segment somewhere; its present members first",
  input: { params: SegmentPath, body: NewDestinationBody },
  output: MadeDestination,
  async handle({ params, body }, call) {
    const segment = assertNotRetired(await findOwnSegment(call, params.id));
    const target = await checkDestination(call, segment, body);
    const secret = target.url === undefined ? undefined : newSecret();
    const destination = await bindDestination(call.context, segment, { ...target, secret });
    const location = `/api/v1/segments/${segment.id}/destinations`;
    return { body: { ...viewDestination(destination), secret }, headers: { location } };
  },
});

export const deleteDestination = route({
  method: "DELETE",
  path: `${path}/{destinationId}`,
  tag,
  status: 204,
  problems: [409],
  summary: "Stop pushing; what was pushed stays there",
  description:
    "From a property or field that names a record's segments it is taken back first; meanwhile the destination is `withdrawing`, and deleting it once more ends that.",
  input: { params: SegmentPath.extend({ destinationId: z.string() }) },
  output: z.undefined(),
  async handle({ params: { id, destinationId } }, call) {
    await findOwnSegment(call, id);
    const destination = await findDestination(call, destinationId, id);
    await unbindDestination(call.context, destination);
    return { body: undefined };
  },
});

function isPresent({ state }: Destination): boolean {
  return state !== "removed";
}

export function viewDestination(destination: Destination): z.input<typeof DestinationView> {
  const { id, segmentId, kind, connectionId, url, courseId, listId, lastError } = destination;
  const { statuses, field, shownAs } = destination;
  return {
    id,
    segmentId,
    kind,
    connectionId,
    url,
    courseId,
    listId,
    statuses,
    field,
    shownAs,
    state: destination.state,
    lastError: lastError && { ...lastError, at: iso(lastError.at) },
    lastPushedAt: isoOrAbsent(destination.lastPushedAt),
    lastSweep: viewLastSweep(destination.lastSweep),
  };
}
