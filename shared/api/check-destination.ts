import type { z } from "zod";
import { readAddress } from "../connectors/outbound.ts";
import { connectorServing } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import { Problem } from "../runtime/errors.ts";
import type { Call } from "./call.ts";
import type { NewDestinationBody } from "./destination-schema.ts";
import { checkedAddress, invalid } from "./request-problem.ts";

type Wanted = z.output<typeof NewDestinationBody>;
type Target = Pick<Destination, "kind" | "connectionId" | "url" | "courseId">;

/** What a destination of the kind needs, and nothing else; throws 422, or 409 for a repeat. */
export async function checkDestination(
  call: Call,
  segmentId: string,
  wanted: Wanted,
): Promise<Target> {
  const target = wanted.kind === "webhook" ? addressed(wanted) : await connected(call, wanted);
  const { workspaceId, context } = call;
  const present = await context.storage.destinations.ofSegment(workspaceId, segmentId);
  const same = present.find((each) => each.state !== "removed" && keyOf(each) === keyOf(target));
  if (same === undefined) return target;
  throw new Problem(
    409,
    "Already pushed there",
    `The segment's destination ${same.id} is the same one.`,
  );
}

function addressed(wanted: Wanted): Target {
  refuse(wanted, ["connectionId", "courseId"]);
  return { kind: wanted.kind, url: checkedAddress("/url", wanted.url, readAddress) };
}

async function connected(call: Call, wanted: Wanted): Promise<Target> {
  const { kind, connectionId, courseId } = wanted;
  const { kind: connectionKind, label } = connectorServing(kind);
  refuse(wanted, kind === "course" ? ["url"] : ["url", "courseId"]);
  if (connectionId === undefined)
    throw invalid("/connectionId", `Give the id of a connection of kind ${connectionKind}.`);
  if (kind === "course" && (courseId === undefined || courseId.trim() === ""))
    throw invalid("/courseId", "Give the course's id at the learning system.");
  const connection = await call.context.storage.connections.get(call.workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw invalid("/connectionId", `There is no connection ${connectionId}.`);
  if (connection.kind !== connectionKind)
    throw invalid("/connectionId", `${connection.name} is no connection to a ${label}.`);
  if (connection.state !== "connected")
    throw invalid("/connectionId", `${connection.name} is ${connection.state}: connect it first.`);
  return { kind, connectionId, ...(courseId === undefined ? {} : { courseId }) };
}

function refuse(wanted: Wanted, names: readonly ("connectionId" | "url" | "courseId")[]): void {
  const idle = names.find((name) => wanted[name] !== undefined);
  if (idle === undefined) return;
  throw invalid(`/${idle}`, `A destination of kind ${wanted.kind} takes no ${idle}: leave it out.`);
}

function keyOf({ kind, connectionId, url, courseId }: Target): string {
  return JSON.stringify([kind, connectionId, url, courseId]);
}
