import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { AuthenticationError, PermanentError, SetupError } from "../../runtime/errors.ts";
import type { OAuthFlow, OAuthTokens } from "../connector.ts";
import { callHubSpot, type HubSpotAnswer, hubspotFailure, sendHubSpot } from "./api.ts";
import { propertyTypeKey, propertyTypeOf } from "./property-value.ts";
import { objectTypeIds, paths } from "./versions.ts";

const readScopes = {
  contact: "crm.objects.contacts.read",
  company: "crm.objects.companies.read",
} as const;

export const requiredScopes = [
  "oauth",
  readScopes.contact,
  readScopes.company,
  "crm.lists.read",
  "crm.lists.write",
];

/** For segments shown in a property. Who leaves these out gets everything else. */
export const optionalScopes = [
  "crm.schemas.contacts.write",
  "crm.objects.contacts.write",
  "crm.schemas.companies.write",
  "crm.objects.companies.write",
];

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number(),
});

const Introspection = z.object({
  active: z.literal(true),
  /** What the admin, or the portal's plan, allowed. */
  scopes: z.array(z.string()).optional(),
  hub_id: z.union([z.number(), z.string()]).transform(String),
  /** Who installed the app; the 2026-09 description leaves both open, the older ones have them. */
  user: z.string().optional(),
  user_id: z.union([z.number(), z.string()]).optional(),
});

const PropertyDefinitions = z.object({
  results: z.array(
    z.object({ name: z.string(), type: z.string(), fieldType: z.string().default("") }),
  ),
});

/** OAuth of a public app. https://developers.hubspot.com/docs/api-reference/2026-09/oauth */
export const hubspotOAuth: OAuthFlow = {
  authorizeUrl(state, redirectUrl, challenge) {
    const base = process.env["HUBSPOT_AUTH_URL"] || "https://app.hubspot.com";
    const url = new URL(`${base.replace(/\/+$/, "")}/oauth/authorize`);
    url.searchParams.set("client_id", credential("HUBSPOT_CLIENT_ID"));
    url.searchParams.set("redirect_uri", redirectUrl);
    url.searchParams.set("scope", requiredScopes.join(" "));
    url.searchParams.set("optional_scope", optionalScopes.join(" "));
    url.searchParams.set("state", state);
    url.searchParams.set("code_challenge", challenge);
    url.searchParams.set("code_challenge_method", "S256");
    return url.href;
  },
  exchange: (code, redirectUrl, verifier) =>
    tokensBy({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUrl,
      code_verifier: verifier,
    }),
  refresh: (refreshToken) => tokensBy({ grant_type: "refresh_token", refresh_token: refreshToken }),
  async account({ access }) {
    const { hub_id: accountId, ...installed } = await callHubSpot(
      {
        method: "POST",
        path: paths.introspect.api,
        form: { ...app(), token: access, token_type_hint: "access_token" },
      },
      Introspection,
    );
    const missingScopes = requiredScopes.filter(
      (scope) => installed.scopes?.includes(scope) === false,
    );
    const types = await Promise.all(
      (["contact", "company"] as const)
        .filter((object) => !missingScopes.includes(readScopes[object]))
        .map((object) => definitionsOf(object, access)),
    );
    const grantedBy =
      installed.user ?? (installed.user_id === undefined ? undefined : `user ${installed.user_id}`);
    const propertyTypes = Object.fromEntries(types.flat());
    return { accountId, propertyTypes, grantedBy, missingScopes };
  },
};

async function tokensBy(grant: Record<string, string>): Promise<OAuthTokens> {
  const call = { method: "POST", path: paths.token.api, form: { ...app(), ...grant } } as const;
  const answer = await sendHubSpot(call);
  const read = TokenAnswer.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) {
    if (isInvalidGrant(answer)) {
      throw new AuthenticationError(
        "HubSpot has withdrawn the grant (invalid_grant): an admin must connect again.",
      );
    }
    throw isInvalidClient(answer) ? unknownApp() : hubspotFailure(answer, call);
  }
  const { access_token: accessToken, refresh_token: refresh, expires_in: seconds } = read.data;
  return { access: accessToken, refresh, expiresAt: Date.now() + seconds * 1000 };
}

const GrantError = z.object({ error: z.string().optional(), status: z.string().optional() });

/** OAuth's own word, and the two HubSpot used before. */
function isInvalidGrant({ status, body }: HubSpotAnswer): boolean {
  if (status !== 400 && status !== 401) return false;
  const { error, status: word } = GrantError.safeParse(body).data ?? {};
  return error === "invalid_grant" || word === "BAD_REFRESH_TOKEN" || word === "BAD_AUTH_CODE";
}

/** It is our app that is refused, not the grant: connecting again would not help by itself. */
function isInvalidClient({ status, body }: HubSpotAnswer): boolean {
  if (status === 401) return true;
  const { error, status: word } = GrantError.safeParse(body).data ?? {};
  return error === "invalid_client" || word === "BAD_CLIENT_ID" || word === "BAD_CLIENT_SECRET";
}

function unknownApp(): SetupError {
  return new SetupError(
    "HubSpot does not know this app: its client id or secret is wrong.",
    "Have whoever runs Muster give it the app's client id and secret, HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET; then ask for access again.",
  );
}

async function definitionsOf(object: ObjectKind, accessToken: string): Promise<[string, string][]> {
  const path = `${paths.properties.api}/${objectTypeIds[object]}`;
  const { results } = await callHubSpot({ method: "GET", path, accessToken }, PropertyDefinitions);
  return results.map(({ name, type, fieldType }) => [
    propertyTypeKey(object, name),
    propertyTypeOf(type, fieldType),
  ]);
}

function app(): { client_id: string; client_secret: string } {
  return {
    client_id: credential("HUBSPOT_CLIENT_ID"),
    client_secret: credential("HUBSPOT_CLIENT_SECRET"),
  };
}

function credential(name: "HUBSPOT_CLIENT_ID" | "HUBSPOT_CLIENT_SECRET"): string {
  const value = process.env[name];
  if (value) return value;
  throw new PermanentError(`${name} is not set: HubSpot cannot be connected without it.`);
}
