import type { Change } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import type { AccountEvents } from "../connector.ts";
import { limitEvents, malformed, readJson, readShape } from "../webhook-json.ts";
import { bodyOf } from "./change-body.ts";
import { type Kind, kindOf } from "./event-kind.ts";
import { HubSpotEvent } from "./webhook-event.ts";

/** HubSpot's own ceiling for one webhook. */
const mostEvents = 100;
const aDayMs = 86_400_000;

/**
 * An array of up to 100 events, split by portal. Events of kinds that Muster does not follow,
 * and events dated over a day ahead, are counted and left alone: refusing the webhook would
 * make HubSpot send it again for a day.
 */
export function parseHubSpot(body: Uint8Array, now: number): AccountEvents[] {
  const document = readJson(body);
  if (!Array.isArray(document)) throw malformed("Expected an array of events.", []);
  limitEvents(document.length, mostEvents);
  return readEvents(document, now);
}

/** Events as webhooks tell them, wherever they come from. Throws as `parseHubSpot` does. */
export function readEvents(document: readonly unknown[], now: number): AccountEvents[] {
  const portals = new Map<string, Received[]>();
  document.forEach((raw: unknown, index) => {
    const event = readShape(HubSpotEvent, raw, [index]);
    const received = { event, kind: kindOf(event), raw, index };
    const earlier = portals.get(event.portalId);
    if (earlier === undefined) portals.set(event.portalId, [received]);
    else earlier.push(received);
  });
  return [...portals].map(([portalId, events]) => accountEvents(portalId, events, now));
}

interface Received {
  readonly event: HubSpotEvent;
  readonly kind: Kind | undefined;
  readonly raw: unknown;
  readonly index: number;
}

function accountEvents(portalId: string, events: readonly Received[], now: number): AccountEvents {
  const builders = events.flatMap(({ event, kind, raw, index }) => {
    if (kind === undefined || event.occurredAt > now + aDayMs) return [];
    const build = bodyOf(kind, raw, index);
    return build === undefined ? [] : [{ build, at: event.occurredAt }];
  });
  return {
    accountId: portalId,
    eventCount: events.length,
    ignoredCount: events.length - builders.length,
    changes: (connection: Pick<Connection, "propertyTypes">): Change[] =>
      builders.map(({ build, at }) => ({ ...build(connection.propertyTypes), at })),
  };
}
