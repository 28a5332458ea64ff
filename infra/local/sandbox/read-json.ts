import type { z } from "zod";
import { hubspotError } from "./grants.ts";
import { Refusal } from "./http.ts";

/** A body of the given shape; any other is answered as HubSpot answers it. */
export function readJson<T>(schema: z.ZodType<T>, body: string): T {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    document = undefined;
  }
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(`Invalid input JSON at ${issue?.path.join(".")}: ${issue?.message}`);
}

export function invalid(message: string): Refusal {
  return new Refusal(hubspotError(400, "VALIDATION_ERROR", message));
}
