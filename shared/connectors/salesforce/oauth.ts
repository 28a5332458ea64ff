import { z } from "zod";
import {
  AuthenticationError,
  PermanentError,
  RetryableError,
  SetupError,
} from "../../runtime/errors.ts";
import type { OAuthFlow, OAuthTokens } from "../connector.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { describedTypes } from "./describe.ts";
import { longId } from "./record-id.ts";
import { openSalesforce } from "./session.ts";

export const salesforceScopes = ["api", "refresh_token", "openid"];
const timeLimitMs = 15_000;

/**
 * Salesforce does not say how long a token lives: the org's session timeout decides, two
 * hours unless set. One that ended earlier shows as 401, and is renewed then.
 */
const presumedLifeMs = 60 * 60_000;

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  /** With rotation each refresh gives a new one, and the one before is void. */
  refresh_token: z.string().min(1).optional(),
  /** Seconds, where the app's tokens say so. */
  expires_in: z.coerce.number().positive().optional(),
  scope: z.string().optional(),
});

const UserInfo = z.object({
  organization_id: z.string().min(15),
  preferred_username: z.string().optional(),
  name: z.string().optional(),
  urls: z.object({ custom_domain: z.url().optional(), rest: z.url() }),
});

/** Of an External Client App. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm */
export const salesforceOAuth: OAuthFlow = {
  authorizeUrl(state, redirectUrl, challenge) {
    const url = new URL(addressOf("authorize"));
    url.searchParams.set("response_type", "code");
    url.searchParams.set("client_id", setting("SALESFORCE_CLIENT_ID"));
    url.searchParams.set("redirect_uri", redirectUrl);
    url.searchParams.set("scope", salesforceScopes.join(" "));
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
  refresh: (refreshToken) =>
    tokensBy({ grant_type: "refresh_token", refresh_token: refreshToken }, refreshToken),
  async account({ access, scopes: granted }) {
    const answer = await send("userinfo", { headers: { authorization: `Bearer ${access}` } });
    const read = UserInfo.safeParse(answer.body);
    if (answer.status !== 200 || !read.success) throw refusalOf(answer, "userinfo");
    const { organization_id: orgId, urls, preferred_username: user, name } = read.data;
    const baseUrl = new URL(urls.custom_domain ?? urls.rest).origin;
    const salesforce = await openSalesforce({ baseUrl, access });
    return {
      accountId: longId(orgId),
      baseUrl,
      propertyTypes: await describedTypes(salesforce),
      grantedBy: user ?? name,
      missingScopes: missingOf(granted),
    };
  },
};

async function tokensBy(grant: Record<string, string>, present?: string): Promise<OAuthTokens> {
  const form = {
    client_id: setting("SALESFORCE_CLIENT_ID"),
    client_secret: setting("SALESFORCE_CLIENT_SECRET"),
    ...grant,
  };
  const answer = await send("token", { method: "POST", body: new URLSearchParams(form) });
  const read = TokenAnswer.safeParse(answer.body);
  if (answer.status !== 200 || !read.success) throw refusalOf(answer, "token");
  const { access_token: access, refresh_token: renewed, expires_in: seconds, scope } = read.data;
  const refresh = renewed ?? present;
  if (refresh === undefined)
    throw new SetupError(
      "Salesforce gave no refresh token: access would end within hours.",
      "Let the External Client App have the scope refresh_token, then ask for access again.",
    );
  const lifeMs = seconds === undefined ? presumedLifeMs : seconds * 1000;
  const granted = scope === undefined ? {} : { scopes: scope.split(" ") };
  return { access, refresh, expiresAt: Date.now() + lifeMs, ...granted };
}

/** `full` is all but the refresh token. */
function missingOf(granted: readonly string[] | undefined): string[] {
  if (granted === undefined) return [];
  const isFull = granted.includes("full");
  return salesforceScopes.filter(
    (scope) => !granted.includes(scope) && !(isFull && scope !== "refresh_token"),
  );
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function send(service: Service, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(addressOf(service), {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(timeLimitMs),
    });
    const body: unknown = await response.json().catch(() => undefined);
    return { status: response.status, headers: response.headers, body };
  } catch (cause) {
    throw new RetryableError(`Salesforce did not answer ${service}.`, { cause });
  }
}

const OAuthError = z.object({ error: z.string(), error_description: z.string().optional() });

/** What ends a grant for good; everything else may be otherwise in an hour. */
const grantOver: ReadonlySet<string> = new Set(["invalid_grant", "inactive_user", "inactive_org"]);

function refusalOf({ status, headers, body }: Answer, service: Service): Error {
  const { error, error_description: words } = OAuthError.safeParse(body).data ?? {};
  const message = [error, words].filter((word) => word !== undefined).join(": ") || service;
  if (error !== undefined && grantOver.has(error))
    return new AuthenticationError(
      `Salesforce has withdrawn the grant (${message}): an admin must connect again.`,
    );
  if (error === "invalid_client_id" || error === "invalid_client")
    return new SetupError(
      `Salesforce does not know this app: ${message}.`,
      "Have whoever runs Muster give it the app's consumer key and secret, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET; then ask for access again.",
    );
  if (status < 400) return new RetryableError(`Salesforce's answer to ${service} is unreadable.`);
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), Date.now());
  return failureOf({ system: "Salesforce", status, message, retryAfterMs });
}

type Service = "authorize" | "token" | "userinfo";

function addressOf(service: Service): string {
  const login = process.env["SALESFORCE_LOGIN_URL"] || "https://login.salesforce.com";
  return `${login.replace(/\/+$/, "")}/services/oauth2/${service}`;
}

function setting(name: "SALESFORCE_CLIENT_ID" | "SALESFORCE_CLIENT_SECRET"): string {
  const value = process.env[name];
  if (value) return value;
  throw new PermanentError(`${name} is not set: Salesforce cannot be connected without it.`);
}
