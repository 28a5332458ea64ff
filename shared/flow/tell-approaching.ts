import { createHash } from "node:crypto";
import { addressOf, postSigned } from "../connectors/webhook/post-signed.ts";
import type { Destination } from "../contracts/destination.ts";
import { approachingType, type ExitApproachingEvent } from "../contracts/event.ts";
import { automationsOn } from "../programs/automations.ts";
import type { PushContext } from "./context.ts";
import { requestNotice } from "./request-push.ts";
import { isServed } from "./shared-place.ts";

/**
 * Tells signed webhooks that a member is about to leave: those of the segment, and those of the
 * automations that are on this, of whom the member is one too. Where they are several, each is
 * told by a message of its own, so that one that fails concerns nobody else. It is a notice and no
 * state, so nothing of it is kept: one that fails is told again, under an id by which receivers drop
 * repeats. One that a receiver refuses for good is not.
 */
export async function tellApproaching(
  context: PushContext,
  event: ExitApproachingEvent,
  destinationId: string | undefined,
): Promise<void> {
  const all = await addressesOf(context, event);
  const asked = all.filter(({ id }) => destinationId === undefined || id === destinationId);
  const [only, ...others] = asked;
  if (only === undefined) return;
  if (others.length === 0) return tell(context, only, event);
  await Promise.all(asked.map((destination) => requestNotice(context, destination, event)));
}

async function tell(
  { log }: Pick<PushContext, "log">,
  destination: Destination,
  event: ExitApproachingEvent,
): Promise<void> {
  const body = JSON.stringify({ type: approachingType, timestamp: event.at, data: event });
  const refusal = await postSigned(addressOf(destination), approachingIdOf(event), body);
  if (refusal === undefined) return;
  log.error("a notice was refused", new Error(refusal), { destination: destination.id });
}

async function addressesOf(
  { storage, clock }: Pick<PushContext, "storage" | "clock">,
  event: ExitApproachingEvent,
): Promise<Destination[]> {
  const { workspaceId, segmentId, profileId } = event;
  const programs = await storage.programs.current(workspaceId);
  const automations = automationsOn(programs, event, clock.now()).map(({ id }) => id);
  const rows = await storage.members.rows(workspaceId, automations, profileId);
  const acting = automations.filter((id) => rows.get(id)?.member === true);
  const bound = await Promise.all(
    [segmentId, ...acting].map((id) => storage.destinations.ofSegment(workspaceId, id)),
  );
  return bound
    .flat()
    .filter((each) => each.kind === "webhook" && isServed(each))
    .filter(({ tells }) => tells === undefined || tells.includes("exit-approaching"));
}

function approachingIdOf(event: ExitApproachingEvent): string {
  const { workspaceId, segmentId, profileId, lead, leavesAt } = event;
  const identity = JSON.stringify([workspaceId, segmentId, profileId, lead, leavesAt]);
  return `msg_${createHash("sha256").update(identity).digest("base64url").slice(0, 27)}`;
}
