import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { touchProperties } from "../programs/measurement/touches.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Instant } from "./instant.ts";

const Count = z.number().int();
const Bounds = z
  .object({ low: z.number(), high: z.number().optional() })
  .meta({ description: "Where it lies with 95 % certainty; without `high` nothing bounds it." });

const rate = {
  open: Count.meta({ description: "Whose time is not over yet: they count nowhere else." }),
  before: Count.meta({ description: "Who had the value when they entered: not counted either." }),
  counted: Count.meta({ description: "Whose time is over." }),
  reached: Count,
  rate: z.number().optional().meta({ description: "0 to 1; absent while nobody is counted." }),
  interval: Bounds.meta({ description: "Wilson's, of the rate." }),
};

const Group = z.object({
  group: z.string(),
  heldOut: z.boolean(),
  ...rate,
  days: z
    .object({ q1: z.number(), median: z.number(), q3: z.number() })
    .optional()
    .meta({ description: "From entering to reaching it, of those who did." }),
  sum: z
    .object({ total: z.number(), perPerson: z.number(), interval: Bounds.optional() })
    .optional()
    .meta({ description: "Of an outcome that adds up." }),
});

const Comparison = z.object({
  group: z.string(),
  against: z.string(),
  difference: z.number().meta({ description: "Of the rates, -1 to 1." }),
  differenceInterval: Bounds.meta({ description: "Newcombe's hybrid score interval." }),
  ratio: z.number().optional().meta({ description: "Absent where the other rate is 0." }),
  ratioInterval: Bounds.meta({ description: "Koopman's score interval." }),
  perPerson: z.object({ difference: z.number(), interval: Bounds.optional() }).optional(),
  needed: z
    .object({ group: Count, against: Count })
    .meta({ description: "People that it takes to tell a difference of `detect` from chance." }),
  hasEnough: z.boolean(),
});

const Touched = z.array(z.object({ value: z.string(), people: Count }));

const OutcomeResult = z.object({
  name: z.string(),
  within: z.string(),
  summary: z.string(),
  warnings: z.array(z.string()),
  groups: z.array(Group),
  lift: z.array(Comparison).optional().meta({
    description: "Each group against the holdout; absent where nobody was held out.",
  }),
  betweenVariants: z.array(Comparison).optional().meta({
    description: "Variants against the first one.",
  }),
  segments: z
    .array(z.object({ segmentId: z.string(), name: z.string(), ...rate }))
    .meta({ description: "Of those not held out, by the segments through which they entered." }),
  touches: z
    .object({ by: z.enum(touchProperties), first: Touched, last: Touched, none: Count })
    .optional()
    .meta({
      description: "What those who reached it touched in the time before: people by value.",
    }),
});

export const ResultsQuery = z.object({
  detect: z.coerce
    .number("Give a number such as 0.05.")
    .min(0.001, "Give at least 0.001.")
    .max(0.5, "Give at most 0.5.")
    .default(0.05)
    .meta({ description: "The smallest difference of rates that matters." }),
  touch: z
    .enum(touchProperties, { error: `Use one of ${touchProperties.join(", ")}.` })
    .optional()
    .meta({ description: "A property of behaviours to attribute by." }),
  lookBack: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "Give an ISO 8601 duration such as P30D.")
    .default("P30D")
    .meta({ description: "How long before an outcome a touch counts." }),
});

export const Results = z
  .object({
    programId: z.string(),
    name: z.string(),
    object: ObjectKind,
    asOf: Instant,
    from: Instant.meta({ description: "Who was in its audience then or came later counts." }),
    exact: z.boolean().meta({
      description: "False beyond 50,000 people or 20 seconds: then a random sample was looked at.",
    }),
    covered: z.number().meta({ description: "The share of all people that was looked at." }),
    erased: Count.meta({ description: "People who entered and whose past was erased." }),
    notes: z.array(z.string()),
    groups: z.array(z.object({ group: z.string(), heldOut: z.boolean(), people: Count })),
    outcomes: z.array(OutcomeResult),
  })
  .meta({ id: "ProgramResults" });
export type Results = z.input<typeof Results>;
export type OutcomeResult = z.input<typeof OutcomeResult>;
export type Comparison = z.input<typeof Comparison>;
