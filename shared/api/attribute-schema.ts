import { z } from "zod";
import { attributeTypes } from "../segmentation/record.ts";

export const Value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.string())])
  .meta({ id: "Value" });

export const DeclaredType = z
  .enum(attributeTypes, { error: `Use one of ${attributeTypes.join(", ")}.` })
  .meta({ id: "AttributeType" });
