import type { z } from "zod";
import { AuthenticationError } from "../../runtime/errors.ts";
import type { ImportSession } from "../import-source.ts";
import { callHubSpot, type HubSpotCall } from "./api.ts";

/** One request of an import, sent once the portal's budget allows it. */
export async function callInImport<T>(
  session: ImportSession,
  call: Pick<HubSpotCall, "method" | "path" | "json">,
  schema: z.ZodType<T>,
): Promise<T> {
  const { tokens } = session.connection;
  if (tokens === undefined)
    throw new AuthenticationError(
      "The HubSpot connection has not been granted access: connect it.",
    );
  await session.spend();
  return callHubSpot({ ...call, accessToken: tokens.access }, schema);
}
