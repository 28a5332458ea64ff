import { z } from "zod";

/** What last went wrong, for the person who can help; `at` in milliseconds. */
export const Fault = z.object({
  at: z.number(),
  message: z.string(),
  /** What such a person does about it, where the message itself does not say. */
  remedy: z.string().optional(),
});
export type Fault = z.infer<typeof Fault>;
