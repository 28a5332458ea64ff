import { z } from "zod";
import { attributeTypes } from "../segmentation/record.ts";
import { ObjectKind } from "./change.ts";

/** An attribute as one source describes it. */
export const DescribedAttribute = z.object({
  object: ObjectKind,
  /** Its name in rules. */
  name: z.string(),
  /** The source's own name of it. */
  property: z.string(),
  label: z.string(),
  /** As which its values come in. */
  type: z.enum(attributeTypes),
  /** The values it can have, where the source lists them. */
  options: z.array(z.object({ value: z.string(), label: z.string() })),
});
export type DescribedAttribute = z.infer<typeof DescribedAttribute>;
