import { z } from "zod";
import { MappingStopped } from "./mapping-stopped.ts";

/** What the evaluator throws: plain objects with a code, not always errors. */
const EvaluatorError = z.object({
  code: z.string(),
  message: z.string(),
  position: z.number().optional(),
});

/** What went wrong, in sentences for the admin who wrote the mapping. */
export function sentenceOf(error: unknown): string {
  if (error instanceof MappingStopped) return error.message;
  const known = EvaluatorError.safeParse(error);
  if (known.success) {
    const { message, position } = known.data;
    const text = message.replace(/\.$/, "");
    return position === undefined ? `${text}.` : `At character ${position}: ${text}.`;
  }
  if (error instanceof RangeError) return "It is nested too deeply, or builds too much.";
  return `It failed: ${error instanceof Error ? error.message : String(error)}.`;
}
