import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { appId, portalId } from "./crm.ts";
import { type Call, Refusal, type Reply, type Route } from "./http.ts";

export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const accessLifeMs = 30 * 60_000;
const codeLifeMs = 60_000;
const refreshLifeMs = 10 * 365 * 86_400_000;
const installingUser = "dana@northwind-crm.example";
/** `app`: a token of the app itself. */
type GrantKind = "code" | "access" | "refresh" | "app";

/** Authorization codes and tokens that were handed out, durable like all else. */
export class Grants {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  issue(kind: GrantKind, lifeMs: number): string {
    const token = `${kind}-${randomBytes(18).toString("base64url")}`;
    this.#database
      .prepare("INSERT INTO grants VALUES (?, ?, ?)")
      .run(token, kind, Date.now() + lifeMs);
    return token;
  }

  /** Milliseconds the token is still good for; undefined for one that is not. */
  lifeLeft(kind: GrantKind, token: string): number | undefined {
    const row = this.#database
      .prepare("SELECT expiresAt FROM grants WHERE token = ? AND kind = ?")
      .get(token, kind);
    const left = row === undefined ? 0 : Number(row["expiresAt"]) - Date.now();
    return left > 0 ? left : undefined;
  }

  /** A code; where a challenge is given, only the holder of its verifier can use it. */
  issueCode(challenge: string | null): string {
    const code = this.issue("code", codeLifeMs);
    if (challenge !== null)
      this.#database.prepare("INSERT INTO challenges VALUES (?, ?)").run(code, challenge);
    return code;
  }

  /** RFC 7636 §4.6: S256 of the verifier is the challenge the code was asked for with. */
  proves(code: string, verifier: string | null): boolean {
    const row = this.#database.prepare("SELECT challenge FROM challenges WHERE code = ?").get(code);
    if (row === undefined) return verifier === null;
    const made = createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url");
    return made === row["challenge"];
  }

  /** What an app may do in the portal: what it asked for, but for what its admin denies. */
  allow(asked: readonly string[]): void {
    const denied = this.#scopes("denied");
    this.#keepScopes(
      "allowed",
      asked.filter((scope) => !denied.includes(scope)),
    );
  }

  get allowed(): string[] {
    return this.#scopes("allowed");
  }

  /** From the next grant on. */
  deny(scopes: readonly string[]): void {
    this.#keepScopes("denied", scopes);
  }

  #scopes(which: "allowed" | "denied"): string[] {
    const row = this.#database
      .prepare("SELECT value FROM facts WHERE name = ?")
      .get(`scopes:${which}`);
    return String(row?.["value"] ?? "")
      .split(" ")
      .filter((scope) => scope !== "");
  }

  #keepScopes(which: "allowed" | "denied", scopes: readonly string[]): void {
    this.#database
      .prepare("INSERT OR REPLACE INTO facts VALUES (?, ?)")
      .run(`scopes:${which}`, scopes.join(" "));
  }

  revoke(token: string): void {
    this.#database.prepare("DELETE FROM grants WHERE token = ?").run(token);
  }

  /** The admin takes the app out of the portal: nothing that was handed out is good any more. */
  revokeAll(): void {
    this.#database.exec("DELETE FROM grants WHERE kind != 'app'");
  }

  /** Access tokens run out early; the grant stays. */
  expireAccess(): void {
    this.#database.exec("DELETE FROM grants WHERE kind = 'access'");
  }

  /** Lets a route answer only calls with a good token; others get HubSpot's 401. */
  guard(answer: Route["answer"], kind: "access" | "app" = "access"): Route["answer"] {
    return (call) => {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
      if (this.lifeLeft(kind, token) !== undefined) return answer(call);
      const message = "The OAuth token used to make this call expired.";
      return hubspotError(401, "EXPIRED_AUTHENTICATION", message);
    };
  }
}

/** Lets a route answer only apps that were allowed it; a portal from before knows of no denials. */
export function scoped(grants: Grants, scope: string, answer: Route["answer"]): Route["answer"] {
  return (call) => {
    if (grants.allowed.length === 0 || grants.allowed.includes(scope)) return answer(call);
    const message = "This app hasn't been granted all required scopes to make this call.";
    const required = { message: "One or more of the following scopes are required." };
    return hubspotError(403, "MISSING_SCOPES", message, {
      errors: [{ ...required, context: { requiredGranularScopes: [scope] } }],
    });
  };
}

export function hubspotError(
  status: number,
  category: string,
  message: string,
  more: object = {},
): Reply {
  return {
    status,
    json: { status: "error", message, correlationId: randomUUID(), category, ...more },
  };
}

/** The consent page grants at once; the token addresses are those of `/oauth/2026-09`. */
export function oauthRoutes(grants: Grants, app: AppCredentials): Route[] {
  return [
    { method: "GET", path: "/oauth/authorize", answer: (call) => authorize(grants, app, call) },
    { method: "POST", path: "/oauth/2026-09/token", answer: (call) => token(grants, app, call) },
    {
      method: "POST",
      path: "/oauth/2026-09/token/introspect",
      answer: (call) => introspect(grants, app, call),
    },
  ];
}

function authorize(grants: Grants, app: AppCredentials, { url }: Call): Reply {
  const redirect = URL.parse(url.searchParams.get("redirect_uri") ?? "");
  const local =
    redirect !== null && ["localhost", "127.0.0.1", "[::1]"].includes(redirect.hostname);
  if (url.searchParams.get("client_id") !== app.clientId || !local) {
    return hubspotError(400, "VALIDATION_ERROR", "Unknown client_id, or a redirect_uri elsewhere.");
  }
  const challenge = url.searchParams.get("code_challenge");
  if (challenge !== null && url.searchParams.get("code_challenge_method") !== "S256") {
    return hubspotError(400, "VALIDATION_ERROR", "Only S256 is taken as code_challenge_method.");
  }
  const asked = ["scope", "optional_scope"].map((name) => url.searchParams.get(name) ?? "");
  grants.allow(asked.join(" ").trim().split(/ +/));
  redirect.searchParams.set("code", grants.issueCode(challenge));
  redirect.searchParams.set("state", url.searchParams.get("state") ?? "");
  return { status: 302, headers: { location: redirect.href } };
}

function token(grants: Grants, app: AppCredentials, call: Call): Reply {
  const form = appForm(app, call);
  if (form.get("grant_type") === "client_credentials") return tokenOfApp(grants);
  const byCode = form.get("grant_type") === "authorization_code";
  const given = form.get(byCode ? "code" : "refresh_token") ?? "";
  const kind = byCode ? "code" : "refresh";
  const isProven = !byCode || grants.proves(given, form.get("code_verifier"));
  if (grants.lifeLeft(kind, given) === undefined || !isProven) {
    const status = byCode ? "BAD_AUTH_CODE" : "BAD_REFRESH_TOKEN";
    const message = `missing or invalid ${byCode ? "auth code" : "refresh token"}`;
    const more = { status, error: "invalid_grant", error_description: message };
    return hubspotError(400, "VALIDATION_ERROR", message, more);
  }
  if (byCode) grants.revoke(given);
  return {
    status: 200,
    json: {
      token_type: "bearer",
      access_token: grants.issue("access", accessLifeMs),
      refresh_token: byCode ? grants.issue("refresh", refreshLifeMs) : given,
      expires_in: accessLifeMs / 1000,
      hub_id: portalId,
    },
  };
}

function tokenOfApp(grants: Grants): Reply {
  const token = grants.issue("app", accessLifeMs);
  const expires = { token_type: "bearer", expires_in: accessLifeMs / 1000 };
  return {
    status: 200,
    json: { access_token: token, ...expires, token_use: "client_credentials" },
  };
}

function introspect(grants: Grants, app: AppCredentials, call: Call): Reply {
  const left = grants.lifeLeft("access", appForm(app, call).get("token") ?? "");
  if (left === undefined) return { status: 200, json: { active: false } };
  return {
    status: 200,
    json: {
      active: true,
      token_use: "access_token",
      token_type: "access",
      hub_id: portalId,
      user: installingUser,
      user_id: 7_001,
      app_id: appId,
      client_id: app.clientId,
      scopes: grants.allowed,
      expires_in: Math.floor(left / 1000),
    },
  };
}

function appForm(app: AppCredentials, { body }: Call): URLSearchParams {
  const form = new URLSearchParams(body);
  const known =
    form.get("client_id") === app.clientId && form.get("client_secret") === app.clientSecret;
  if (known) return form;
  throw new Refusal(hubspotError(401, "INVALID_AUTHENTICATION", "Unknown client_id or secret."));
}
