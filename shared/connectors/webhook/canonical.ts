import { z } from "zod";
import { ObjectKind } from "../../contracts/change.ts";

export const mostEvents = 1_000;

const RecordId = z.string().min(1).max(512);
const Instant = z.iso.datetime({ offset: true });
const JoinKey = z.string().nullable();
const RecordRef = z.object({ object: ObjectKind, id: RecordId });

/** Attribute and property maps are read key by key afterwards, so that each name is judged. */
const NamedValues = z.looseObject({});

/** One event of the canonical webhook body. */
export const CanonicalEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("profile.changed"),
    timestamp: Instant,
    data: z.object({
      object: ObjectKind,
      id: RecordId,
      /** Joins a contact with other sources' records of the same person. */
      email: JoinKey.optional(),
      /** Joins a company likewise. */
      domain: JoinKey.optional(),
      attributes: NamedValues.optional(),
    }),
  }),
  z.object({
    type: z.literal("behaviour.recorded"),
    timestamp: Instant,
    data: z.object({
      object: ObjectKind,
      id: RecordId,
      name: z.string().min(1).max(255),
      /** When it happened; the event's timestamp unless given. */
      at: Instant.optional(),
      properties: NamedValues.optional(),
      /** The source's own id of the happening; `id` is the record's. */
      behaviourId: RecordId.optional(),
    }),
  }),
  z.object({
    type: z.literal("association.changed"),
    timestamp: Instant,
    data: z.object({ from: RecordRef, to: RecordRef, removed: z.boolean().default(false) }),
  }),
  z.object({
    type: z.literal("profile.deleted"),
    timestamp: Instant,
    data: RecordRef,
  }),
]);
export type CanonicalEvent = z.infer<typeof CanonicalEvent>;
