import { z } from "zod";
import { calendarOf } from "../segmentation/time/calendar-of.ts";
import { parseInstant } from "../segmentation/time/instant.ts";
import type { Call } from "./call.ts";
import { invalidParameter } from "./request-problem.ts";

export const AsOf = z.string().meta({
  description: "An instant that has been, in ISO 8601; a date is its start in UTC.",
  examples: ["2026-06-01T09:00:00Z"],
});

export const AsOfNow = z.array(z.enum(["contacts"])).meta({
  description: "Parts of the rule that no trail is kept for: they are shown as of now.",
});

/** In milliseconds; throws 422 for what is no instant or has not been yet. */
export function instantAsOf(call: Call, parameter: string, text: string): number {
  const instant = parseInstant(text, calendarOf("UTC"));
  if (instant === undefined)
    throw invalidParameter(parameter, "Give an ISO 8601 instant such as 2026-06-01T09:00:00Z.");
  if (instant <= call.context.clock.now()) return instant;
  throw invalidParameter(parameter, "Give an instant that has been: nothing is known of later.");
}
