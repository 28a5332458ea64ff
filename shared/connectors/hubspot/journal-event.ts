import { z } from "zod";
import { type ObjectKind, objectKinds } from "../../contracts/change.ts";
import { objectTypeIds } from "./versions.ts";

const Id = z.union([z.string().min(1), z.number().int()]).transform(String);

/**
 * An entry of the journal as its guide and its users describe it; the published description ends
 * at the file's address. https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/journal-entries/guide
 */
export const JournalEvent = z.looseObject({
  portalId: Id,
  occurredAt: z.union([z.number(), z.string().transform((text) => Date.parse(text))]),
  action: z.string(),
  objectTypeId: z.string().optional(),
  objectId: Id.optional(),
  propertyChanges: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable())
    .optional(),
  mergedObjectIds: z.array(Id).optional(),
  primaryObjectId: Id.optional(),
  newObjectId: Id.nullish(),
  fromObjectTypeId: z.string().optional(),
  toObjectTypeId: z.string().optional(),
  fromObjectId: Id.optional(),
  toObjectId: Id.optional(),
  associationTypeId: z.number().optional(),
  associationCategory: z.string().optional(),
});
export type JournalEvent = z.infer<typeof JournalEvent>;

/** The kind of records an entry is about; undefined for those that are not followed. */
export function objectIn({ objectTypeId, fromObjectTypeId }: JournalEvent): ObjectKind | undefined {
  const id = objectTypeId ?? fromObjectTypeId;
  return objectKinds.find((kind) => objectTypeIds[kind] === id);
}

/**
 * The webhook events that told, or should have told, the same; undefined where the entry cannot
 * be understood.
 */
export function webhookEventsOf(event: JournalEvent): object[] | undefined {
  const { portalId, occurredAt, objectId } = event;
  const objectTypeId = event.objectTypeId ?? event.fromObjectTypeId;
  const common = { portalId, occurredAt, objectTypeId };
  const about = (happening: string, more: object) => ({
    ...common,
    subscriptionType: `object.${happening}`,
    ...more,
  });
  const properties = Object.entries(event.propertyChanges ?? {}).map(([name, value]) =>
    about("propertyChange", { objectId, propertyName: name, propertyValue: value }),
  );
  const single = (happening: string) =>
    objectId === undefined ? undefined : [about(happening, { objectId }), ...properties];
  switch (event.action) {
    case "CREATE":
      return single("creation");
    case "UPDATE":
      return objectId === undefined ? undefined : properties;
    case "DELETE":
      return single("deletion");
    case "RESTORE":
      return single("restore");
    case "GDPR_DELETE":
      return single("privacyDeletion");
    case "MERGE":
      return mergeOf(event, about);
    case "ASSOCIATION_ADDED":
    case "ASSOCIATION_REMOVED":
      return associationOf(event, about);
    default:
      return [];
  }
}

type About = (happening: string, more: object) => object;

function mergeOf(
  { objectId, primaryObjectId = objectId, newObjectId, mergedObjectIds }: JournalEvent,
  about: About,
): object[] | undefined {
  if (primaryObjectId === undefined || mergedObjectIds === undefined) return undefined;
  return [about("merge", { primaryObjectId, mergedObjectIds, newObjectId })];
}

function associationOf(event: JournalEvent, about: About): object[] | undefined {
  const { fromObjectId, toObjectId, associationTypeId, associationCategory, action } = event;
  if (fromObjectId === undefined || toObjectId === undefined || associationTypeId === undefined)
    return undefined;
  const associationRemoved = action === "ASSOCIATION_REMOVED";
  const told = { fromObjectId, toObjectId, associationTypeId, associationRemoved };
  return [about("associationChange", { ...told, associationCategory })];
}
