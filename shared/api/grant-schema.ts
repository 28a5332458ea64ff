import { z } from "zod";
import { effects, Measure, PriceTerms, Resource } from "../contracts/program.ts";
import { Instant } from "./instant.ts";

const granted = {
  programId: z.string(),
  program: z.string().meta({ description: "The program's name." }),
  variant: z.string().optional(),
};

export const GrantsView = z
  .object({
    profileId: z.string(),
    at: Instant,
    until: Instant.optional().meta({
      description: "When time alone may change the answer: never late, perhaps early.",
    }),
    grants: z.array(z.object({ ...Resource.shape, ...granted })).meta({
      description: "What is shown and allowed. Nothing says what else there would be.",
    }),
    prices: z.array(
      z.object({
        product: z.string(),
        terms: PriceTerms,
        programId: z.string(),
        program: z.string(),
        precedence: z.number(),
        reason: z.string().meta({ description: "Why these terms count, in a sentence." }),
        outranked: z.array(
          z.object({
            programId: z.string(),
            program: z.string(),
            precedence: z.number(),
            terms: PriceTerms,
          }),
        ),
      }),
    ),
    courses: z.array(z.object({ connectionId: z.string(), courseId: z.string(), ...granted })),
    goals: z.array(
      z.object({
        measure: Measure,
        target: effects.goal.target,
        unit: effects.goal.unit,
        ...granted,
      }),
    ),
  })
  .meta({ id: "Grants" });
