import { z } from "zod";
import { PermanentError } from "../../runtime/errors.ts";
import { callHubSpot } from "./api.ts";
import { paths } from "./versions.ts";

/** What the journal's calls need; a grant of a portal does not give them. */
const scopes = [
  "developer.webhooks_journal.read",
  "developer.webhooks_journal.subscriptions.read",
  "developer.webhooks_journal.subscriptions.write",
  "crm.objects.contacts.read",
  "crm.objects.companies.read",
];

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** Renewed this long before it runs out. */
const marginMs = 60_000;

let known: { readonly of: string; readonly token: string; readonly until: number } | undefined;

/**
 * A token of the app itself, not of a portal's grant: the client credentials of RFC 6749 §4.4.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/overview#client-credentials
 */
export async function appToken(): Promise<string> {
  const clientId = process.env["HUBSPOT_CLIENT_ID"] ?? "";
  const clientSecret = process.env["HUBSPOT_CLIENT_SECRET"] ?? "";
  if (clientId === "" || clientSecret === "")
    throw new PermanentError(
      "HUBSPOT_CLIENT_ID or HUBSPOT_CLIENT_SECRET is not set: HubSpot's journal cannot be read.",
    );
  const of = `${process.env["HUBSPOT_API_URL"] ?? ""} ${clientId}`;
  if (known?.of === of && known.until > Date.now()) return known.token;
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: scopes.join(" "),
  };
  const answer = await callHubSpot({ method: "POST", path: paths.token.api, form }, Answer);
  const until = Date.now() + answer.expires_in * 1_000 - marginMs;
  known = { of, token: answer.access_token, until };
  return answer.access_token;
}

/** After it was refused. */
export function forgetAppToken(): void {
  known = undefined;
}
