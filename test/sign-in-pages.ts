import { createHash, randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { z } from "zod";
import { LocalClock } from "../infra/local/clock.ts";
import { LocalFunctions } from "../infra/local/functions.ts";
import { gatewayListener, listen } from "../infra/local/gateway.ts";
import { closeServer } from "../infra/local/local-cloud.ts";
import { openSignIn } from "../infra/local/sign-in/sign-in.ts";
import { scratchFolder } from "./scratch-folder.ts";

const Tokens = z.object({
  id_token: z.string(),
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});
type Tokens = z.infer<typeof Tokens>;

/** What a browser does with the sign-in pages, one step at a time. */
export class SignInPages {
  readonly issuer: string;
  readonly clientId: string;
  readonly returnTo = "http://localhost:5173/signed-in";
  readonly verifier = randomBytes(32).toString("base64url");

  constructor(issuer: string, clientId: string) {
    this.issuer = issuer;
    this.clientId = clientId;
  }

  /** What the console asks `/authorize`. */
  asked(more: Readonly<Record<string, string>> = {}): URLSearchParams {
    return new URLSearchParams({
      client_id: this.clientId,
      redirect_uri: this.returnTo,
      response_type: "code",
      scope: "openid email profile",
      state: "here",
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...more,
    });
  }

  ask(query: URLSearchParams): Promise<Response> {
    return fetch(`${this.issuer}/authorize?${query}`, { redirect: "manual" });
  }

  /** Presses the button of a role; resolves with where the browser is sent. */
  async choose(role: string, form = this.asked()): Promise<URL> {
    form.set("role", role);
    const init = { method: "POST", body: form, redirect: "manual" } as const;
    const { headers } = await fetch(`${this.issuer}/authorize`, init);
    return new URL(headers.get("location") ?? "nowhere:");
  }

  token(form: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${this.issuer}/token`, { method: "POST", body: new URLSearchParams(form) });
  }

  exchange(code: string, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.token({
      grant_type: "authorization_code",
      client_id: this.clientId,
      redirect_uri: this.returnTo,
      code,
      code_verifier: this.verifier,
      ...more,
    });
  }

  async tokens(role: string): Promise<Tokens> {
    const code = (await this.choose(role)).searchParams.get("code") ?? "";
    return Tokens.parse(await (await this.exchange(code)).json());
  }

  async rotate(): Promise<void> {
    await fetch(`${this.issuer}/rotate`, { method: "POST" });
  }
}

/** The stand-in for the user pool, behind a gateway with nothing else. */
export async function startSignIn(): Promise<{ pages: SignInPages; stop: () => Promise<void> }> {
  const folder = scratchFolder("sign-in");
  const server = createServer();
  const gateway = `http://127.0.0.1:${await listen(server, 0)}`;
  const clients = [{ clientId: "console", returnPaths: ["/signed-in", "/"] }];
  const { routes, environment } = openSignIn(gateway, clients, folder);
  const clock = new LocalClock(0, () => {});
  const around = { clock, environment: {}, onLine: () => {}, onDenied: () => {} };
  const console = { folder, connections: [] };
  const nothing = { routes: [], functions: new LocalFunctions([], around), console };
  server.on("request", gatewayListener({ ...nothing, localRoutes: routes, onError: () => {} }));
  return {
    pages: new SignInPages(environment["SIGN_IN_ISSUER"] ?? "", "console"),
    stop: async () => {
      clock.stop();
      await closeServer(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
