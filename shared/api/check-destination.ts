import type { z } from "zod";
import { readAddress } from "../connectors/outbound.ts";
import { connectorServing, targetOf } from "../connectors/registry.ts";
import type { Destination } from "../contracts/destination.ts";
import type { Segment } from "../contracts/segment.ts";
import type { ChosenParts } from "../flow/bind-destination.ts";
import { chooseDestination } from "../flow/choose-destination.ts";
import { Problem } from "../runtime/errors.ts";
import type { Call } from "./call.ts";
import type { NewDestinationBody } from "./destination-schema.ts";
import { checkedAddress, invalid } from "./request-problem.ts";

type Wanted = z.output<typeof NewDestinationBody>;
/** Undefined while there is none yet: then nothing of a segment's own is looked at. */
type Subject = Pick<Segment, "id" | "object" | "name"> | undefined;
type Target = Pick<Destination, "kind" | "connectionId" | "url" | "courseId"> & ChosenParts;

/** What a destination of the kind needs, and nothing else; throws 422, or 409 for a repeat. */
export async function checkDestination(
  call: Call,
  segment: Subject,
  wanted: Wanted,
): Promise<Target> {
  refuseIdle(wanted);
  if (wanted.kind === "webhook") {
    const { kind } = wanted;
    const url = checkedAddress("/url", wanted.url, readAddress);
    return assertNew(call, segment, { kind, url });
  }
  const connection = await connectionOf(call, wanted);
  const { kind, courseId, listId, statuses, field, value, createsUsers } = wanted;
  const target = { kind, connectionId: connection.id, courseId };
  await assertNew(call, segment, { ...target, field });
  if (segment === undefined) return target;
  const { object, name: segmentName } = segment;
  const choice = { object, segmentName, listId, statuses, field, value, createsUsers };
  return { ...target, ...(await chooseDestination(call.context, connection, kind, choice)) };
}

async function assertNew(call: Call, segment: Subject, target: Target): Promise<Target> {
  if (segment === undefined) return target;
  const { workspaceId, context } = call;
  const present = await context.storage.destinations.ofSegment(workspaceId, segment.id);
  const same = present.find((each) => each.state !== "removed" && keyOf(each) === keyOf(target));
  if (same === undefined) return target;
  throw new Problem(
    409,
    "Already pushed there",
    same.state === "withdrawing"
      ? `The segment is just being taken from there by its destination ${same.id}: try again in a while.`
      : `The segment's destination ${same.id} is the same one.`,
  );
}

async function connectionOf(call: Call, { kind, connectionId, courseId }: Wanted) {
  const { kind: connectionKind, label } = connectorServing(kind);
  if (connectionId === undefined)
    throw invalid("/connectionId", `Give the id of a connection of kind ${connectionKind}.`);
  if (targetOf(kind).needs === "courseId" && (courseId === undefined || courseId.trim() === ""))
    throw invalid("/courseId", "Give the course's id at the learning system.");
  const connection = await call.context.storage.connections.get(call.workspaceId, connectionId);
  if (connection === undefined || connection.state === "removed")
    throw invalid("/connectionId", `There is no connection ${connectionId}.`);
  if (connection.kind !== connectionKind)
    throw invalid("/connectionId", `${connection.name} is no connection to a ${label}.`);
  if (connection.state !== "connected")
    throw invalid("/connectionId", `${connection.name} is ${connection.state}: connect it first.`);
  return connection;
}

const choices = [
  "url",
  "courseId",
  "listId",
  "statuses",
  "field",
  "value",
  "createsUsers",
] as const;

function refuseIdle(wanted: Wanted): void {
  const { kind } = wanted;
  const taken = new Set<string>(targetOf(kind).choices);
  const idle =
    choices.find((name) => wanted[name] !== undefined && !taken.has(name)) ??
    (kind === "webhook" && wanted.connectionId !== undefined ? "connectionId" : undefined);
  if (idle === undefined) return;
  throw invalid(`/${idle}`, `A destination of kind ${kind} takes no ${idle}: leave it out.`);
}

function keyOf({ kind, connectionId, url, courseId, field }: Target): string {
  return JSON.stringify([kind, connectionId, url, courseId, field?.toLowerCase()]);
}
