import { z } from "zod";
import {
  type AttributeDeclaration,
  attributeTypes,
  type Normalisation,
} from "../segmentation/record.ts";

export const Value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
  .meta({ id: "Value" });

export const DeclaredType = z
  .enum(attributeTypes, { error: `Use one of ${attributeTypes.join(", ")}.` })
  .meta({ id: "AttributeType" });

const textTypes: readonly string[] = ["string", "enum", "strings"];

const keyTypes: readonly string[] = ["string", "enum", "number"];

/** The index, which every change reads, holds the maps of all attributes. */
const longestMap = 10_000;

export const Normalise = z.strictObject({
  trim: z.boolean().optional(),
  case: z.enum(["lower", "upper"]).optional(),
  map: z
    .record(z.string(), z.string())
    .refine((map) => JSON.stringify(map).length <= longestMap, {
      error: `A map has at most ${longestMap} characters in all: leave out what trim and case make one.`,
    })
    .optional()
    .meta({ description: "Whole values, trimmed and cased, by what they become." }),
});

/** How an attribute is declared: its type, and what makes written variants of a value one. */
export const Declaration = z
  .strictObject({
    type: DeclaredType,
    normalise: Normalise.optional(),
    identity: z.boolean().optional().meta({
      description:
        "The workspace's key of this object: records of different sources with one value are one profile, before e-mail or domain are looked at.",
    }),
  })
  .refine(({ type, normalise }) => normalise === undefined || textTypes.includes(type), {
    error: "Only string, enum and strings attributes can be normalised: leave normalise out.",
    path: ["normalise"],
  })
  .refine(({ type, identity }) => identity !== true || keyTypes.includes(type), {
    error: "Only string, enum and number attributes can be a key: leave identity out.",
    path: ["identity"],
  });

export function isSame(
  one: AttributeDeclaration | undefined,
  other: AttributeDeclaration,
): boolean {
  return one?.type === other.type && contentOf(one.normalise) === contentOf(other.normalise);
}

/** Whatever order it is written in. */
function contentOf({ trim, case: turned, map = {} }: Normalisation = {}): string {
  const entries = Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([trim === true, turned, entries]);
}
