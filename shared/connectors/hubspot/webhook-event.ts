import { z } from "zod";

const Id = z.union([z.string().min(1), z.number().int()]).transform(String);

/** What every event carries; the rest depends on its type. */
export const HubSpotEvent = z.looseObject({
  portalId: Id,
  occurredAt: z.number().int(),
  /** Older descriptions name it `eventType`. */
  subscriptionType: z.string().optional(),
  eventType: z.string().optional(),
  /** `object.*` types name the object here: 0-1 a contact, 0-2 a company. */
  objectTypeId: z.string().optional(),
});
export type HubSpotEvent = z.infer<typeof HubSpotEvent>;

export const RecordEvent = z.object({ objectId: Id });

export const PropertyChangeEvent = z.object({
  objectId: Id,
  propertyName: z.string().min(1),
  propertyValue: z
    .union([z.string(), z.number(), z.boolean()])
    .nullish()
    .transform((value) => (value === null || value === undefined ? "" : String(value))),
});

export const MergeEvent = z.object({
  primaryObjectId: Id,
  mergedObjectIds: z.array(Id),
  /** Present where the merge minted a new record. */
  newObjectId: Id.nullish(),
});

export const AssociationEvent = z.object({
  fromObjectId: Id,
  toObjectId: Id,
  associationRemoved: z.boolean().default(false),
  /** Older generation: `CONTACT_TO_COMPANY`. */
  associationType: z.string().optional(),
  /** Newer generation: 1 and 279 contact to company, 2 and 280 company to contact. */
  associationTypeId: z.number().optional(),
  associationCategory: z.string().optional(),
});
export type AssociationEvent = z.infer<typeof AssociationEvent>;
