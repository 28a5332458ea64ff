import { z } from "zod";
import { type AttributeDeclaration, attributeTypes } from "../segmentation/record.ts";

export const Value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
  .meta({ id: "Value" });

export const DeclaredType = z
  .enum(attributeTypes, { error: `Use one of ${attributeTypes.join(", ")}.` })
  .meta({ id: "AttributeType" });

const textTypes: readonly string[] = ["string", "enum", "strings"];

/** How an attribute is declared: its type, and what makes written variants of a value one. */
export const Declaration = z
  .strictObject({
    type: DeclaredType,
    normalise: z
      .strictObject({
        trim: z.boolean().optional(),
        case: z.enum(["lower", "upper"]).optional(),
        map: z
          .record(z.string(), z.string())
          .optional()
          .meta({ description: "Whole values, trimmed and cased, by what they become." }),
      })
      .optional(),
  })
  .refine(({ type, normalise }) => normalise === undefined || textTypes.includes(type), {
    error: "Only string, enum and strings attributes can be normalised: leave normalise out.",
    path: ["normalise"],
  });

export function isSame(
  one: AttributeDeclaration | undefined,
  other: AttributeDeclaration,
): boolean {
  return (
    one?.type === other.type &&
    JSON.stringify(one.normalise ?? {}) === JSON.stringify(other.normalise ?? {})
  );
}
