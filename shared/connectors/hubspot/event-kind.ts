import type { ObjectKind } from "../../contracts/change.ts";
import { objectTypeIds } from "./versions.ts";
import type { HubSpotEvent } from "./webhook-event.ts";

export const happenings = [
  "creation",
  "propertyChange",
  "deletion",
  "restore",
  "privacyDeletion",
  "merge",
  "associationChange",
] as const;
export type Happening = (typeof happenings)[number];

export interface Kind {
  readonly object: ObjectKind;
  readonly happening: Happening;
}

/** What an event is about, in either generation of payloads; undefined for any other kind. */
export function kindOf(event: HubSpotEvent): Kind | undefined {
  const [subject, verb] = (event.subscriptionType ?? event.eventType ?? "").split(".");
  const happening = happenings.find((candidate) => candidate === verb);
  const object = objectOf(subject, event.objectTypeId);
  return happening === undefined || object === undefined ? undefined : { object, happening };
}

function objectOf(subject: string | undefined, typeId: string | undefined): ObjectKind | undefined {
  if (subject === "contact" || subject === "company") return subject;
  if (subject !== "object") return undefined;
  if (typeId === objectTypeIds.contact) return "contact";
  return typeId === objectTypeIds.company ? "company" : undefined;
}
