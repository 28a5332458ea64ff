import { z } from "zod";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Scalar } from "./change.ts";

const Name = z.string().trim().min(1).max(200);

const shared = {
  name: Name.meta({ description: "What it is called in results." }),
  within: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "Give an ISO 8601 duration such as P30D.")
    .meta({ description: "So long after entering it counts, as an ISO 8601 duration." }),
};

const happening = {
  behaviour: Name,
  properties: z.record(z.string(), Scalar).optional().meta({
    description: "Only happenings with these properties.",
  }),
};

/** What a program is for: something that somebody does, or becomes, after entering it. */
export const Outcome = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("behaviour"), ...shared, ...happening }),
    z.strictObject({ kind: z.literal("attribute"), ...shared, attribute: Name, value: Scalar }),
    z.strictObject({
      kind: z.literal("sum"),
      ...shared,
      ...happening,
      of: Name.meta({ description: "The numeric property that is added up, such as `amount`." }),
    }),
  ],
  { error: "Use one of the kinds behaviour, attribute, sum." },
);
export type Outcome = z.infer<typeof Outcome>;
