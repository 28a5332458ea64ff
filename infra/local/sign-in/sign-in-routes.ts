import type { ServerResponse } from "node:http";
import type { LocalRoute } from "../gateway.ts";
import { Asked, type SignInProvider, SignInRefusal } from "./provider.ts";
import { refusedPage, signInPage } from "./sign-in-page.ts";

/** OpenID Connect as Cognito's hosted pages speak it; only on this machine. */
export function signInRoutes(place: string, provider: SignInProvider): Map<string, LocalRoute> {
  const { keys } = provider.settings;
  return new Map<string, LocalRoute>([
    [
      `GET ${place}/.well-known/openid-configuration`,
      async (_, response) => answerJson(response, 200, description(provider)),
    ],
    [
      `GET ${place}/.well-known/jwks.json`,
      async (_, response) => answerJson(response, 200, await keys.published()),
    ],
    [
      `GET ${place}/authorize`,
      async (_, response, { searchParams }) => ask(provider, response, searchParams),
    ],
    [
      `POST ${place}/authorize`,
      async (body, response) => sendBack(provider, response, new URLSearchParams(body.toString())),
    ],
    [
      `POST ${place}/token`,
      async (body, response) => exchange(provider, response, new URLSearchParams(body.toString())),
    ],
    [
      `GET ${place}/logout`,
      async (_, response, { searchParams }) => logOut(provider, response, searchParams),
    ],
    [
      `POST ${place}/rotate`,
      async (_, response) => {
        await keys.rotate();
        answerJson(response, 200, await keys.published());
      },
    ],
  ]);
}

function description({ settings: { issuer } }: SignInProvider): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["none"],
  };
}

function ask(provider: SignInProvider, response: ServerResponse, query: URLSearchParams): void {
  if (!mayReturn(provider, response, query)) return;
  if (Asked.safeParse(Object.fromEntries(query)).success)
    answerPage(response, 200, signInPage(Object.fromEntries(query)));
  else refuse(response, query, "invalid_request", "Ask for a code, with a PKCE challenge (S256).");
}

function sendBack(provider: SignInProvider, response: ServerResponse, form: URLSearchParams): void {
  if (!mayReturn(provider, response, form)) return;
  const asked = Asked.safeParse(Object.fromEntries(form)).data;
  try {
    if (asked === undefined) throw new SignInRefusal("invalid_request", "Ask for a code.");
    goBack(response, form, { code: provider.code(asked, form.get("role")) });
  } catch (error) {
    if (!(error instanceof SignInRefusal)) throw error;
    refuse(response, form, error.error, error.message);
  }
}

/** False where an answer is given instead: a browser is sent to no address but our own. */
function mayReturn(
  provider: SignInProvider,
  response: ServerResponse,
  given: URLSearchParams,
  parameter = "redirect_uri",
): boolean {
  try {
    provider.assertReturn(given.get("client_id"), given.get(parameter));
    return true;
  } catch (error) {
    if (!(error instanceof SignInRefusal)) throw error;
    answerPage(response, 400, refusedPage(error.message));
    return false;
  }
}

async function exchange(
  provider: SignInProvider,
  response: ServerResponse,
  form: URLSearchParams,
): Promise<void> {
  try {
    answerJson(response, 200, await provider.exchange(Object.fromEntries(form)));
  } catch (error) {
    if (!(error instanceof SignInRefusal)) throw error;
    answerJson(response, 400, { error: error.error, error_description: error.message });
  }
}

/** There is no session here to end: whoever signs in chooses anew. */
function logOut(provider: SignInProvider, response: ServerResponse, query: URLSearchParams): void {
  if (!mayReturn(provider, response, query, "logout_uri")) return;
  response.writeHead(302, { location: query.get("logout_uri") ?? "/" }).end();
}

function refuse(
  response: ServerResponse,
  given: URLSearchParams,
  error: string,
  error_description: string,
): void {
  goBack(response, given, { error, error_description });
}

function goBack(
  response: ServerResponse,
  given: URLSearchParams,
  told: Readonly<Record<string, string>>,
): void {
  const address = new URL(given.get("redirect_uri") ?? "");
  const state = given.get("state");
  const all = { ...told, ...(state === null ? {} : { state }) };
  for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
  response.writeHead(303, { location: address.href }).end();
}

function answerPage(response: ServerResponse, status: number, page: string): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    })
    .end(page);
}

/** Pages of other ports, `localhost` for one, may ask too. */
function answerJson(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
    })
    .end(JSON.stringify(body));
}
