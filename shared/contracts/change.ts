import { z } from "zod";

/** A contact or a company, of every source alike. */
export const objectKinds = ["contact", "company"] as const;
export const ObjectKind = z.enum(objectKinds);
export type ObjectKind = z.infer<typeof ObjectKind>;

export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export const AttributeValue = z.union([Scalar, z.array(z.string())]);
export type AttributeValue = z.infer<typeof AttributeValue>;

const body = z.discriminatedUnion("kind", [
  /** New values of attributes; `null` clears this source's value. */
  z.object({
    kind: z.literal("attributes"),
    values: z.record(z.string(), AttributeValue.nullable()),
  }),
  z.object({
    kind: z.literal("behaviour"),
    name: z.string(),
    /** When it happened, in milliseconds since the epoch. */
    happenedAt: z.number(),
    properties: z.record(z.string(), Scalar),
    /** The source's own id of the happening, where it has one. */
    id: z.string().optional(),
  }),
  z.object({
    kind: z.literal("association"),
    to: z.object({ object: ObjectKind, recordId: z.string() }),
    removed: z.boolean(),
    /**
     * The source knows one such association at most: this one takes the place of whatever was
     * there before. Removed and with no record id: there is none.
     */
    only: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal("deletion") }),
  z.object({ kind: z.literal("erasure") }),
  /** The source merged these records into the change's own record. */
  z.object({ kind: z.literal("merge"), mergedRecordIds: z.array(z.string()) }),
]);

/**
 * One change of one record of one source, in Muster's words: what connectors parse
 * webhooks into and what travels on the changes queue.
 */
export const Change = z.object({
  object: ObjectKind,
  /** The source's own id of the record. */
  recordId: z.string(),
  /** When the change happened, in milliseconds since the epoch; orders changes. */
  at: z.number(),
  body,
});
export type Change = z.infer<typeof Change>;

/** Of the requests that set something off, for whoever follows it through the log. */
export const CorrelationIds = z.array(z.string());

/** One message of the changes queue: changes of one connection, accepted together. */
export const ChangesMessage = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  /** Breaks ties between sources at equal instants: the higher rank wins. */
  rank: z.number(),
  /** When the webhook was accepted, in milliseconds since the epoch. */
  receivedAt: z.number(),
  correlationIds: CorrelationIds.exactOptional(),
  changes: z.array(Change),
});
export type ChangesMessage = z.infer<typeof ChangesMessage>;
