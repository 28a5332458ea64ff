import { z } from "zod";
import { ObjectKind, type objectKinds } from "../contracts/change.ts";
import { SegmentPolicy } from "../contracts/segment.ts";
import { SuppressionLaw } from "../contracts/suppression.ts";
import { relatedPaths } from "../segmentation/fields.ts";
import { attributeTypes } from "../segmentation/record.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import { pack, unpack } from "./packing.ts";

/**
 * The dependency index as it is stored: immutable chunks under one conditional root. A
 * writer reads the root at each invocation and loads the chunks its fields touch, which
 * hold the rules themselves: nothing else need be read to decide. The directory finds a
 * version by its ordinal. No item comes near 400 KB.
 */
export const entriesPerChunk = 1_000;
/**
 * Of the JSON of a field's chunk, before it is packed to an eighth or so; one more rule,
 * itself at most 100 KB, may exceed it, and still the item fits whatever it packs to.
 */
export const fieldChunkBytes = 192 * 1024;

export const IndexedEntry = z.object({
  ordinal: z.number(),
  segmentId: z.string(),
  version: z.number(),
  serving: z.boolean(),
  building: z.boolean(),
  replaces: z.array(z.number()),
  /** Of the segment, so that every writer knows it; absent where it has none. */
  policy: SegmentPolicy.optional(),
});
export type IndexedEntry = z.infer<typeof IndexedEntry>;

const perObject = <Schema extends z.ZodType>(schema: Schema) =>
  z.object({ contact: schema, company: schema } satisfies Record<
    (typeof objectKinds)[number],
    Schema
  >);

export const Normalisation = z.strictObject({
  trim: z.boolean().optional(),
  case: z.enum(["lower", "upper"]).optional(),
  map: z.record(z.string(), z.string()).optional(),
});

export const RelatedNeed = z.object({
  attributes: z.array(z.string()),
  /** How far back, in ms; null is for ever. */
  behaviours: z.record(z.string(), z.number().nullable()),
  revision: z.number(),
});

export const IndexRoot = z.object({
  revision: z.number(),
  nextOrdinal: z.number(),
  /** The workspace's time zone. */
  zone: z.string(),
  segmentCount: z.number(),
  /** Declared attribute types, and how often they were changed. */
  typesRevision: z.number(),
  types: perObject(z.record(z.string(), z.enum(attributeTypes))),
  /** How declared attributes' values are normalised on their way in. */
  normalisations: perObject(z.record(z.string(), Normalisation)).default({
    contact: {},
    company: {},
  }),
  /** By object the attribute that is the workspace's key of it. */
  keys: z.partialRecord(ObjectKind, z.string()).default({}),
  /** Whose value keeps profiles off every list. */
  suppression: z.partialRecord(ObjectKind, SuppressionLaw).default({}),
  /** How far back rules look at each behaviour, in ms; null is for ever. */
  needs: perObject(z.record(z.string(), z.number().nullable())),
  /** How long behaviours are kept after they happened, ISO 8601; others for ever. */
  retention: perObject(z.record(z.string(), z.string())).default({ contact: {}, company: {} }),
  /** How far back rules look at each attribute's past, in ms; null is for ever. */
  pastNeeds: perObject(z.record(z.string(), z.number().nullable())).default({
    contact: {},
    company: {},
  }),
  /** What rules read of profiles on each way from others, and how often that grew. */
  related: z.partialRecord(z.enum(relatedPaths), RelatedNeed).default({}),
  /** Segments that some rule reads, with every ordinal one can be a member of them by. */
  referenced: z.record(z.string(), z.array(z.number())).default({}),
  /** `contact|attribute:tier` → ids of chunks of ordinals. */
  fields: z.record(z.string(), z.array(z.string())),
  /** Range of ordinals → id of the chunk with their entries. */
  directory: z.record(z.string(), z.string()),
});
export type IndexRoot = z.infer<typeof IndexRoot>;

/** A rule as the chunks of the fields it reads hold it. */
export const FieldEntry = IndexedEntry.extend({
  /** Checked when it was saved; checking it again would cost more than all else. */
  rule: z.custom<RuleGroup>((rule) => typeof rule === "object" && rule !== null),
  /** Whether its truth hangs on nothing but the profile's values: then only flips concern it. */
  byValue: z.boolean(),
});
export type FieldEntry = z.infer<typeof FieldEntry>;

const FieldChunk = z.object({ packed: z.instanceof(Uint8Array) });
const FieldEntries = z.array(FieldEntry);

/** What a chunk costs to read is its size: rules repeat their words, and pack well. */
export function packEntries(entries: readonly FieldEntry[]): z.infer<typeof FieldChunk> {
  return { packed: pack(entries) };
}

export function unpackEntries(item: unknown): readonly FieldEntry[] {
  return FieldEntries.parse(unpack(FieldChunk.parse(item).packed));
}
export const DirectoryChunk = z.object({ entries: z.array(IndexedEntry) });

/** The rule of one version; never rewritten. */
export const StoredRule = z.object({
  ordinal: z.number(),
  segmentId: z.string(),
  version: z.number(),
  rule: RuleGroup,
});
export type StoredRule = z.infer<typeof StoredRule>;

export const emptyRoot: IndexRoot = {
  revision: 0,
  nextOrdinal: 1,
  zone: "UTC",
  segmentCount: 0,
  typesRevision: 0,
  types: { contact: {}, company: {} },
  normalisations: { contact: {}, company: {} },
  keys: {},
  suppression: {},
  needs: { contact: {}, company: {} },
  retention: { contact: {}, company: {} },
  pastNeeds: { contact: {}, company: {} },
  related: {},
  referenced: {},
  fields: {},
  directory: {},
};

export function directoryRange(ordinal: number): string {
  return String(Math.floor(ordinal / entriesPerChunk));
}
