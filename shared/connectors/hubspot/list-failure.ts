import { z } from "zod";
import { PermanentError, SetupError } from "../../runtime/errors.ts";
import { type HubSpotAnswer, type HubSpotCall, readHubSpot } from "./api.ts";

const Refusal = z.object({ message: z.string().optional(), category: z.string().optional() });

/** As `readHubSpot`, for calls about lists, which not every portal has. */
export function readListAnswer<T>(
  answer: HubSpotAnswer,
  call: HubSpotCall,
  schema: z.ZodType<T>,
): T {
  const { message = "no reason given", category } = Refusal.safeParse(answer.body).data ?? {};
  if (answer.status !== 403 || category === "MISSING_SCOPES")
    return readHubSpot(answer, call, schema);
  throw new SetupError(
    `This HubSpot portal has no lists for Muster: ${message}`,
    "Ask HubSpot's account owner whether the subscription includes static lists (segments), and whether their limit is reached; then sweep the destination, or push to a contact property instead.",
  );
}

/** A list that somebody deleted; HubSpot keeps it for 90 days. */
export function listGone(listId: string, segmentName: string): PermanentError {
  return new SetupError(
    `HubSpot list ${listId}, which "${segmentName}" is pushed to, no longer exists: somebody deleted it.`,
    "Restore it in HubSpot (Segments, Recently deleted), then sweep the destination; or sweep it with remake, which makes a new list and fills it.",
  );
}
