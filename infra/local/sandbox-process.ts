import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { startGuarded } from "./guarded-process.ts";
import type { RunnerState } from "./runner-state.ts";
import { sandboxEventSource } from "./sandbox/salesforce/org-identity.ts";

/** Where the sandbox CRM answers and as which app Muster is known to it. */
export interface SandboxApp {
  readonly port: number;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const entry = fileURLToPath(new URL("./sandbox/main.ts", import.meta.url));

/** The same address and secret at every start: connections remember them. */
export async function sandboxApp(state: RunnerState): Promise<SandboxApp> {
  const suggestion = await freePort();
  const remembered = Number(state.remembered("sandbox port", () => String(suggestion)));
  const port = (await isFree(remembered)) ? remembered : suggestion;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    clientId: "muster-sandbox",
    clientSecret: state.remembered("sandbox secret", () => randomBytes(24).toString("hex")),
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** What the functions are told of it. */
export function crmEnvironment(app: SandboxApp): Record<string, string> {
  return {
    SALESFORCE_LOGIN_URL: app.url,
    SALESFORCE_CLIENT_ID: app.clientId,
    SALESFORCE_CLIENT_SECRET: app.clientSecret,
    HUBSPOT_API_URL: app.url,
    HUBSPOT_AUTH_URL: app.url,
    HUBSPOT_CLIENT_ID: app.clientId,
    HUBSPOT_CLIENT_SECRET: app.clientSecret,
  };
}

/** Parameters of the template that go with it. */
export const sandboxParameters = { SalesforceEventSource: sandboxEventSource } as const;

export interface SandboxOptions {
  readonly app: SandboxApp;
  readonly musterUrl: string;
  /** Where partners put events. */
  readonly busUrl: string;
  readonly token: string;
  readonly dataFolder: string;
  readonly onLine: (line: string) => void;
}

/** Starts the sandbox CRM in its own process; returns how to stop it. */
export function startSandbox(options: SandboxOptions): () => Promise<void> {
  if (!existsSync(entry)) return async () => {};
  const sandbox = startGuarded(process.execPath, [entry], {
    environment: {
      ...process.env,
      ...crmEnvironment(options.app),
      SANDBOX_PORT: String(options.app.port),
      MUSTER_URL: options.musterUrl,
      MUSTER_BUS_URL: options.busUrl,
      MUSTER_TOKEN: options.token,
      MUSTER_DATA: options.dataFolder,
    },
    onLine: options.onLine,
  });
  return () => sandbox.stop();
}
