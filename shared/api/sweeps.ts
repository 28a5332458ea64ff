import { z } from "zod";
import { connectorOf } from "../connectors/registry.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Destination } from "../contracts/destination.ts";
import { startImport } from "../flow/start-import.ts";
import { isSwept, remake, startSweep } from "../flow/start-sweep.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import type { Call } from "./call.ts";
import { listOf } from "./cursors.ts";
import { ConnectionPath, findConnection } from "./find-connection.ts";
import { findDestination } from "./find-destination.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";
import { SweepView, viewSweep } from "./sweep-view.ts";

const path = "/api/v1/connections/{id}/sweeps";
const tag = "Sweeps";

export const getSweeps = route({
  method: "GET",
  path,
  tag,
  status: 200,
  summary: "How far the destinations of a connection have been compared with their segments",
  input: { params: ConnectionPath },
  output: listOf(SweepView),
  async handle({ params }, call) {
    const destinations = await sweptAt(call, await findConnection(call, params.id));
    return { body: { items: await viewsOf(call, destinations) } };
  },
});

export const postSweeps = route({
  method: "POST",
  path,
  tag,
  status: 202,
  problems: [409],
  summary: "Compare a system with what is known of it, both ways, and put right what differs",
  description:
    "Everything at the source is read again, and every destination is compared with its segment. What is under way is carried on.",
  input: { params: ConnectionPath },
  output: listOf(SweepView),
  async handle({ params }, call) {
    const connection = await findConnection(call, params.id);
    if (connection.state !== "connected")
      throw new Problem(
        409,
        "Not connected",
        `${connection.name} is not connected: connect it, and it is swept by itself.`,
      );
    const { context } = call;
    if (connectorOf(connection.kind).imports !== undefined)
      await retrying(ConflictError, () => startImport(context, connection));
    const destinations = await sweptAt(call, connection);
    for (const each of destinations) await retrying(ConflictError, () => startSweep(context, each));
    return { body: { items: await viewsOf(call, destinations) } };
  },
});

const SweepBody = z
  .strictObject({
    remake: z.boolean().default(false).meta({
      description: "Make what was made for it anew, such as a list that somebody deleted.",
    }),
  })
  .meta({ id: "NewSweep", examples: [{ remake: false }] });

export const postDestinationSweep = route({
  method: "POST",
  path: "/api/v1/segments/{id}/destinations/{destinationId}/sweeps",
  tag,
  status: 202,
  problems: [409],
  summary: "Compare one destination with its segment, and put right what differs",
  input: {
    params: SegmentPath.extend({ destinationId: z.string() }),
    body: SweepBody,
  },
  output: SweepView,
  async handle({ params, body }, call) {
    const destination = await findDestination(call, params.destinationId, params.id);
    if (!isSwept(destination))
      throw new Problem(409, "On its way out", "What was pushed there is being taken back.");
    if (body.remake && (destination.isChosen || destination.listId === undefined))
      throw new Problem(
        409,
        "Not made by Muster",
        "Muster made nothing there that it could make anew: leave `remake` out, or remove this destination and add another.",
      );
    const start = body.remake ? remake : startSweep;
    const job = await retrying(ConflictError, () => start(call.context, destination));
    return { body: viewSweep(job) };
  },
});

async function sweptAt({ context, workspaceId }: Call, { id }: Connection): Promise<Destination[]> {
  const all = await context.storage.destinations.all(workspaceId);
  return all.filter((each) => each.connectionId === id && isSwept(each));
}

async function viewsOf({ context, workspaceId }: Call, destinations: readonly Destination[]) {
  const jobs = await Promise.all(
    destinations.map(({ segmentId, id: destinationId }) =>
      context.storage.sweeps.get({ workspaceId, segmentId, destinationId }),
    ),
  );
  return jobs.flatMap((job) => (job === undefined ? [] : [viewSweep(job)]));
}
