import { z } from "zod";
import { AttributeValue, ObjectKind, Scalar } from "../contracts/change.ts";

/** A change as it is stored: first in the note of a write, then in the history. */
export const HistoryEntrySchema = z.object({
  field: z.string(),
  key: z.string(),
  connectionId: z.string(),
  at: z.number(),
  value: AttributeValue.nullable(),
  values: z.record(z.string(), AttributeValue.nullable()).exactOptional(),
  properties: z.record(z.string(), Scalar).exactOptional(),
  recordId: z.string().exactOptional(),
  rank: z.number().exactOptional(),
  association: z
    .object({ object: ObjectKind, removed: z.boolean(), only: z.literal(true).exactOptional() })
    .exactOptional(),
  recordedAt: z.number().exactOptional(),
  inherited: z.array(z.object({ from: z.string(), recordedAt: z.number() })).exactOptional(),
  expiresAt: z.number().exactOptional(),
});
