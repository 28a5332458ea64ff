import { z } from "zod";
import { findingCodes, type Finding as RuleFinding } from "../segmentation/lint/finding.ts";

export const Finding = z
  .object({
    code: z.enum(findingCodes),
    severity: z.enum(["warning", "hint"]).meta({ description: "A hint may well be meant so." }),
    message: z.string(),
    remedy: z.string().meta({ description: "What to do about it." }),
    pointer: z.string().optional().meta({ description: "The condition, from the rule's root." }),
    count: z.number().optional().meta({ description: "Of profiles." }),
    change: z
      .object({
        operator: z.string().optional(),
        value: z.unknown().optional(),
        includeMissing: z.literal(true).optional(),
      })
      .optional()
      .meta({ description: "The remedy, where it is to write this into the condition." }),
  })
  .meta({ id: "Finding" });

/** As the list of warnings has it. */
export function warningOf({ message, remedy }: RuleFinding): string {
  return `${message} ${remedy}`;
}
