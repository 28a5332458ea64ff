import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import { pkce } from "../pkce.ts";
import { sampleConnection } from "../samples.ts";

type GrantKind = "hubspot" | "salesforce";
type KeyKind =
  | "klaviyo"
  | "activecampaign"
  | "partnerstack"
  | "thinkific"
  | "teachable"
  | "scim"
  | "lms";

/** One that a key opens. */
export async function keyed(kind: KeyKind, apiKey: string, baseUrl: string): Promise<Connection> {
  return sampleConnection({ kind, apiKey, baseUrl });
}

export async function hubspotPortal(sandbox: RunningSandbox, api: string): Promise<Connection> {
  process.env["HUBSPOT_API_URL"] = sandbox.url;
  const connection = await granted("hubspot");
  process.env["HUBSPOT_API_URL"] = api;
  return connection;
}

export async function salesforceOrg(_: RunningSandbox, api: string): Promise<Connection> {
  return { ...(await granted("salesforce")), baseUrl: api };
}

/** What an admin's browser does. */
async function granted(kind: GrantKind): Promise<Connection> {
  const { oauth } = connectorOf(kind);
  if (oauth === undefined) throw new Error(`${kind} grants nothing.`);
  const redirect = `http://127.0.0.1:4400/oauth/${kind}/callback`;
  const page = oauth.authorizeUrl("state-1", redirect, pkce.challenge);
  const consent = await fetch(page, { redirect: "manual" });
  const code = new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const tokens = await oauth.exchange(code, redirect, pkce.verifier);
  return sampleConnection({ kind, tokens, ...(await oauth.account(tokens)) });
}
