import { createHash, randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { AppCredentials } from "../grants.ts";
import { type Call, Refusal, type Reply, type Route } from "../http.ts";
import { orgId } from "./org-identity.ts";

const codeLifeMs = 60_000;
const accessLifeMs = 2 * 3_600_000;
/** Idle this long, a refresh token is void. */
const refreshLifeMs = 30 * 86_400_000;
type Kind = "code" | "access" | "refresh";

/** The org's OAuth: PKCE is asked for, and each refresh gives a new token and voids the old. */
export class OrgGrants {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(
      `CREATE TABLE IF NOT EXISTS orgGrants (
        token TEXT PRIMARY KEY, kind TEXT NOT NULL, expiresAt INTEGER NOT NULL, challenge TEXT)`,
    );
  }

  issue(kind: Kind, challenge: string | null = null): string {
    const token = `${orgId.slice(0, 15)}!${randomBytes(24).toString("base64url")}`;
    const lives = { code: codeLifeMs, access: accessLifeMs, refresh: refreshLifeMs };
    this.#database
      .prepare("INSERT INTO orgGrants VALUES (?, ?, ?, ?)")
      .run(token, kind, Date.now() + lives[kind], challenge);
    return token;
  }

  isGood(kind: Kind, token: string): boolean {
    return this.#row(kind, token) !== undefined;
  }

  /** Uses a code or a refresh token up; false for one that is no good, or not proven. */
  take(kind: Kind, token: string, verifier: string | null = null): boolean {
    const row = this.#row(kind, token);
    this.#database.prepare("DELETE FROM orgGrants WHERE token = ?").run(token);
    const challenge = row?.["challenge"];
    if (row === undefined || typeof challenge !== "string") return row !== undefined;
    const made = createHash("sha256").update(verifier ?? "");
    return made.digest("base64url") === challenge;
  }

  /** Access tokens run out; the grant stays. */
  expireAccess(): void {
    this.#database.exec("DELETE FROM orgGrants WHERE kind = 'access'");
  }

  /** The admin takes the app out of the org. */
  revokeAll(): void {
    this.#database.exec("DELETE FROM orgGrants");
  }

  guard(answer: Route["answer"]): Route["answer"] {
    return (call) => {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
      if (this.isGood("access", token)) return answer(call);
      return orgError(401, "INVALID_SESSION_ID", "Session expired or invalid");
    };
  }

  #row(kind: Kind, token: string) {
    return this.#database
      .prepare("SELECT challenge FROM orgGrants WHERE token = ? AND kind = ? AND expiresAt > ?")
      .get(token, kind, Date.now());
  }
}

export function orgError(status: number, errorCode: string, message: string): Reply {
  return { status, json: [{ errorCode, message }] };
}

/** The consent page grants at once. */
export function orgOAuthRoutes(grants: OrgGrants, app: AppCredentials): Route[] {
  const base = "/services/oauth2";
  return [
    { method: "GET", path: `${base}/authorize`, answer: (call) => authorize(grants, app, call) },
    { method: "POST", path: `${base}/token`, answer: (call) => tokens(grants, app, call) },
    { method: "GET", path: `${base}/userinfo`, answer: grants.guard(userInfo) },
  ];
}

function authorize(grants: OrgGrants, app: AppCredentials, { url }: Call): Reply {
  const asked = url.searchParams;
  const redirect = URL.parse(asked.get("redirect_uri") ?? "");
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(redirect?.hostname ?? "");
  if (redirect === null || !isLocal || asked.get("client_id") !== app.clientId)
    return oauthError("invalid_client_id", "client identifier invalid");
  const challenge = asked.get("code_challenge");
  if (asked.get("code_challenge_method") !== "S256" || challenge === null)
    return oauthError("invalid_request", "missing required code challenge");
  redirect.searchParams.set("code", grants.issue("code", challenge));
  redirect.searchParams.set("state", asked.get("state") ?? "");
  return { status: 302, headers: { location: redirect.href } };
}

function tokens(grants: OrgGrants, app: AppCredentials, { body, headers }: Call): Reply {
  const form = new URLSearchParams(body);
  if (form.get("client_id") !== app.clientId)
    return oauthError("invalid_client_id", "client identifier invalid");
  if (form.get("client_secret") !== app.clientSecret)
    return oauthError("invalid_client", "invalid client credentials");
  const isFirst = form.get("grant_type") === "authorization_code";
  const verifier = form.get("code_verifier");
  // RFC 7636 §4.1
  if (isFirst && !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier ?? ""))
    return oauthError("invalid_grant", "invalid code verifier");
  const isGood = isFirst
    ? grants.take("code", form.get("code") ?? "", verifier)
    : grants.take("refresh", form.get("refresh_token") ?? "");
  if (!isGood)
    return oauthError(
      "invalid_grant",
      isFirst ? "expired authorization code" : "expired access/refresh token",
    );
  const json = {
    access_token: grants.issue("access"),
    refresh_token: grants.issue("refresh"),
    token_type: "Bearer",
    scope: "refresh_token openid api",
    instance_url: `http://${headers.host}`,
    id: `http://${headers.host}/id/${orgId}/005sb0000000001AAA`,
    issued_at: String(Date.now()),
  };
  return { status: 200, json };
}

function userInfo({ headers }: Call): Reply {
  const instance = `http://${headers.host}`;
  const json = {
    sub: `${instance}/id/${orgId}/005sb0000000001AAA`,
    user_id: "005sb0000000001AAA",
    organization_id: orgId,
    preferred_username: "sam@harbor-org.example",
    name: "Sam Harbor",
    urls: { custom_domain: instance, rest: `${instance}/services/data/v{version}/` },
  };
  return { status: 200, json };
}

function oauthError(error: string, description: string): Reply {
  throw new Refusal({ status: 400, json: { error, error_description: description } });
}
