import { z } from "zod";
import { invalidParameter } from "./request-problem.ts";

export const Limit = z.coerce
  .number("Give a whole number.")
  .int("Give a whole number.")
  .min(1, "Give at least 1.")
  .max(1_000, "Give at most 1000.")
  .default(100)
  .meta({ description: "How many items at most." });

export const Cursor = z
  .string()
  .optional()
  .meta({ description: "The `cursor` of the page before; stays valid while things change." });

/** A page of a collection. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    cursor: z.string().optional().meta({ description: "Where the next page begins." }),
  });
}

export function toCursor(key: string | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(key).toString("base64url");
}

/** The key a cursor stands for; throws 422 for a text that is none of ours. */
export function fromCursor(name: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, "base64url").toString("utf8");
  if (key !== "" && toCursor(key) === cursor) return key;
  throw invalidParameter(name, "This is no cursor of this collection: leave it out to start over.");
}
