import type { Population } from "../../../infra/local/sandbox/program.ts";
import { type RunningSandbox, startSandbox } from "../../../infra/local/sandbox/sandbox.ts";

export const sandboxApp = { clientId: "sandbox-app", clientSecret: "sandbox-secret" };

/** Of requests: no test reaches it by being quick. A test about a limit says which one. */
const noLimit = 1_000_000;

/** A sandbox on a free port whose world stands still; the connectors are pointed at it. */
export async function runSandbox(given: {
  port?: number;
  musterUrl?: string;
  database?: string;
  periodMs?: number;
  rateLimit?: number;
  patience?: number;
  orgCalls?: number;
  busUrl?: string;
  population?: Population;
}): Promise<RunningSandbox & AsyncDisposable> {
  const sandbox = await startSandbox({
    port: given.port ?? 0,
    musterUrl: given.musterUrl ?? "http://127.0.0.1:9",
    musterToken: "token",
    app: sandboxApp,
    database: given.database ?? ":memory:",
    periodMs: given.periodMs ?? 0,
    rateLimit: given.rateLimit ?? noLimit,
    patience: given.patience ?? noLimit,
    ...(given.orgCalls === undefined ? {} : { orgCalls: given.orgCalls }),
    ...(given.busUrl === undefined ? {} : { busUrl: given.busUrl }),
    ...(given.population === undefined ? {} : { population: given.population }),
  });
  process.env["HUBSPOT_API_URL"] = sandbox.url;
  process.env["HUBSPOT_AUTH_URL"] = sandbox.url;
  process.env["HUBSPOT_CLIENT_ID"] = sandboxApp.clientId;
  process.env["HUBSPOT_CLIENT_SECRET"] = sandboxApp.clientSecret;
  process.env["SALESFORCE_LOGIN_URL"] = sandbox.url;
  process.env["SALESFORCE_CLIENT_ID"] = sandboxApp.clientId;
  process.env["SALESFORCE_CLIENT_SECRET"] = sandboxApp.clientSecret;
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}
