import type { DestinationKind } from "../contracts/destination.ts";
import { approachingType } from "../contracts/event.ts";
import type { AddressedEvent, BusEvent } from "../messaging/bus.ts";
import { automationsOn } from "../programs/automations.ts";
import type { FlowContext } from "./context.ts";

/**
 * Says of each event which kinds of destinations its segment has, so that the bus wakes no other
 * connectors. Asked after the member rows were written: a destination that is made later finds the
 * member in the segment's list.
 */
export async function addressed(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  events: readonly BusEvent[],
): Promise<AddressedEvent[]> {
  const known = new Map<string, Promise<DestinationKind[]>>();
  const kindsOf = (workspaceId: string, segmentId: string): Promise<DestinationKind[]> => {
    const key = `${workspaceId}/${segmentId}`;
    const kinds = known.get(key) ?? storage.destinations.kindsOf(workspaceId, segmentId);
    known.set(key, kinds);
    return kinds;
  };
  return Promise.all(
    events.map(async (event) => {
      if (!("segmentId" in event.detail)) return event;
      const { workspaceId, segmentId } = event.detail;
      const kinds = await kindsOf(workspaceId, segmentId);
      if (event.detailType !== approachingType) return { ...event, destinations: kinds };
      const programs = await storage.programs.current(workspaceId);
      const isOn = automationsOn(programs, event.detail, clock.now()).length > 0;
      return {
        ...event,
        destinations: isOn ? [...new Set([...kinds, "webhook" as const])] : kinds,
      };
    }),
  );
}
