import { z } from "zod";
import { type HubSpotAnswer, type HubSpotCall, readHubSpot, sendHubSpot } from "./api.ts";
import { appToken, forgetAppToken } from "./app-token.ts";

export const Nothing = z.undefined();

type JournalCall = Pick<HubSpotCall, "method" | "path" | "json">;

/**
 * A call for the app rather than for a portal. These calls count against no portal's limit; the
 * app has 100 a second.
 */
export async function callJournal<T>(call: JournalCall, schema: z.ZodType<T>): Promise<T> {
  return readHubSpot(await sendJournal(call), call, schema);
}

/** Any answer below 500, as it is. */
export async function sendJournal(call: JournalCall): Promise<HubSpotAnswer> {
  const answer = await sendHubSpot({ ...call, accessToken: await appToken() });
  if (answer.status !== 401) return answer;
  forgetAppToken();
  return sendHubSpot({ ...call, accessToken: await appToken() });
}
