import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import { callJournal, Nothing } from "./journal-call.ts";
import { objectTypeIds, paths } from "./versions.ts";

const Subscription = z.object({
  id: z.number(),
  subscriptionType: z.string(),
  objectTypeId: z.string(),
  portalId: z.number().optional(),
  actions: z.array(z.string()),
  properties: z.array(z.string()).default([]),
});
type Subscription = z.infer<typeof Subscription>;
const Subscriptions = z.object({ results: z.array(Subscription) });

type Wanted = Pick<Subscription, "subscriptionType" | "objectTypeId" | "actions"> & {
  readonly properties?: string[];
  readonly objectIds?: number[];
  readonly associatedObjectTypeIds?: string[];
};

/**
 * Subscribes to all that webhooks tell of. Those that no longer fit, for want of a property, give
 * way once the new one is there: between the two the journal may say something twice.
 */
export async function subscribeJournal(connection: Connection): Promise<void> {
  const portalId = Number(connection.accountId);
  const path = paths.journalSubscriptions.api;
  const { results } = await callJournal({ method: "GET", path }, Subscriptions);
  const own = results.filter((each) => each.portalId === portalId);
  for (const wanted of wantedOf(connection)) {
    const alike = own.filter(
      ({ subscriptionType, objectTypeId }) =>
        subscriptionType === wanted.subscriptionType && objectTypeId === wanted.objectTypeId,
    );
    const fits = alike.find((each) => covers(each, wanted));
    const kept =
      fits ??
      (await callJournal({ method: "POST", path, json: { ...wanted, portalId } }, Subscription));
    for (const { id } of alike)
      if (id !== kept.id) await callJournal({ method: "DELETE", path: `${path}/${id}` }, Nothing);
  }
}

function wantedOf(connection: Connection): Wanted[] {
  const { contact, company } = objectTypeIds;
  return [
    ...(["contact", "company"] as const).map((object) => ({
      subscriptionType: "OBJECT",
      objectTypeId: objectTypeIds[object],
      actions: ["CREATE", "UPDATE", "DELETE", "MERGE", "RESTORE"],
      properties: propertiesOf(connection, object),
      objectIds: [],
    })),
    ...[contact, company].map((objectTypeId) => ({
      subscriptionType: "ASSOCIATION",
      objectTypeId,
      actions: ["ASSOCIATION_ADDED", "ASSOCIATION_REMOVED"],
      associatedObjectTypeIds: [company],
      objectIds: [],
    })),
    {
      subscriptionType: "GDPR_PRIVACY_DELETION",
      objectTypeId: contact,
      actions: ["GDPR_DELETE"],
    },
  ];
}

/** All that are known: whether a subscription without names means all is not said. */
function propertiesOf({ propertyTypes }: Connection, object: ObjectKind): string[] {
  const prefix = `${object}.`;
  return Object.keys(propertyTypes)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .sort();
}

function covers({ actions, properties }: Subscription, wanted: Wanted): boolean {
  return (
    wanted.actions.every((action) => actions.includes(action)) &&
    (wanted.properties ?? []).every((property) => properties.includes(property))
  );
}
