import { z } from "zod";
import type { Subscription } from "./journal-subscription.ts";

const Told = z.looseObject({
  subscriptionType: z.string(),
  objectTypeId: z.string().optional(),
  portalId: z.number(),
  occurredAt: z.number(),
  objectId: z.number().optional(),
  propertyName: z.string().optional(),
  propertyValue: z.string().optional(),
  primaryObjectId: z.number().optional(),
  mergedObjectIds: z.array(z.number()).optional(),
  fromObjectId: z.number().optional(),
  toObjectId: z.number().optional(),
});
type Told = z.infer<typeof Told>;

const actions: Readonly<Record<string, string>> = {
  creation: "CREATE",
  propertyChange: "UPDATE",
  deletion: "DELETE",
  restore: "RESTORE",
  merge: "MERGE",
  privacyDeletion: "GDPR_DELETE",
  associationChange: "ASSOCIATION_ADDED",
};

/** Webhook events as the journal tells them: what changed in one record at one instant is one. */
export function toldEvents(
  events: readonly object[],
  subscriptions: readonly Subscription[],
): object[] {
  const told = events.map((event) => Told.parse(event));
  const entries = Map.groupBy(told, (event) =>
    JSON.stringify([actionOf(event), typeOf(event), event.objectId, event.occurredAt]),
  );
  return [...entries.values()].flatMap((own) => {
    const [event] = own;
    if (event === undefined) return [];
    const action = actionOf(event);
    const subscribed = subscriptions.filter(
      (each) => each.objectTypeId === typeOf(event) && each.actions.includes(action),
    );
    if (subscribed.length === 0) return [];
    return action === "UPDATE" ? updated(own, event, subscribed) : own.map(entryOf);
  });
}

function updated(
  own: readonly Told[],
  event: Told,
  subscriptions: readonly Subscription[],
): object[] {
  const wanted = new Set(subscriptions.flatMap(({ properties = [] }) => properties));
  const changes = own.flatMap(({ propertyName, propertyValue }): [string, string][] =>
    propertyName !== undefined && wanted.has(propertyName)
      ? [[propertyName, propertyValue ?? ""]]
      : [],
  );
  if (changes.length === 0) return [];
  return [{ ...entryOf(event), propertyChanges: Object.fromEntries(changes) }];
}

function entryOf(event: Told): object {
  const { portalId, occurredAt, objectId, mergedObjectIds, fromObjectId, toObjectId } = event;
  const action = actionOf(event);
  const common = { portalId, occurredAt: new Date(occurredAt).toISOString(), action };
  if (fromObjectId !== undefined)
    return {
      type: "association",
      ...common,
      fromObjectTypeId: typeOf(event),
      toObjectTypeId: "0-2",
      fromObjectId,
      toObjectId,
      associationTypeId: 1,
      associationCategory: "HUBSPOT_DEFINED",
      isPrimary: true,
    };
  return {
    type: "object",
    ...common,
    objectTypeId: typeOf(event),
    objectId: objectId ?? event.primaryObjectId,
    ...(mergedObjectIds === undefined ? {} : { mergedObjectIds }),
  };
}

function actionOf({ subscriptionType }: Told): string {
  return actions[subscriptionType.split(".")[1] ?? ""] ?? "";
}

function typeOf({ subscriptionType, objectTypeId }: Told): string {
  return objectTypeId ?? (subscriptionType.startsWith("contact.") ? "0-1" : "0-2");
}
