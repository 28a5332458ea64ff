import { z } from "zod";

/** RFC 9457, as it is answered. */
export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    pointer: z.string().optional().meta({ description: "JSON pointer into the body." }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional(),
          parameter: z.string().optional().meta({ description: "Of the path or the query." }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: "All that is wrong, the first one first." }),
  })
  .meta({
    id: "Problem",
    examples: [
      {
        type: "urn:muster:problem:the-rule-is-not-valid",
        title: "The rule is not valid",
        status: 422,
        detail: "Name the operator as a string.",
        pointer: "/rule/rules/0/operator",
        errors: [{ pointer: "/rule/rules/0/operator", detail: "Name the operator as a string." }],
      },
    ],
  });
