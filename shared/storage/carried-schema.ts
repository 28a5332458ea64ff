import { z } from "zod";
import { AttributeValue } from "../contracts/change.ts";

/** What a profile's item holds of related companies. */
export const CarriedSchema = z.object({
  needs: z.number(),
  links: z.record(
    z.string(),
    z.object({ companyId: z.string(), revision: z.number(), holds: z.boolean() }),
  ),
  companies: z.record(
    z.string(),
    z.object({
      revision: z.number(),
      attributes: z.record(z.string(), AttributeValue),
      parents: z.array(z.string()),
    }),
  ),
});
