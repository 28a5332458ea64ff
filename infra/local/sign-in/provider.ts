import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { z } from "zod";
import type { SignInClientSpec } from "../system-model.ts";
import { type LocalPerson, localPeople } from "./local-people.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { tokenAnswer } from "./token-answer.ts";

const codeLifeMs = 60_000;

export interface ProviderSettings {
  readonly clients: readonly SignInClientSpec[];
  readonly issuer: string;
  readonly workspaceId: string;
  readonly keys: SigningKeys;
}

/** As RFC 6749 names what is wrong with a request. */
export class SignInRefusal extends Error {
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

/** What `/authorize` is asked, checked. */
export const Asked = z.object({
  client_id: z.string(),
  redirect_uri: z.url(),
  response_type: z.literal("code"),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal("S256"),
  scope: z.string().default("openid"),
  state: z.string().optional(),
  nonce: z.string().optional(),
});
type Asked = z.infer<typeof Asked>;

const Exchange = z.discriminatedUnion("grant_type", [
  z.object({
    grant_type: z.literal("authorization_code"),
    client_id: z.string(),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
  }),
  z.object({
    grant_type: z.literal("refresh_token"),
    client_id: z.string(),
    refresh_token: z.string(),
  }),
]);
type Exchange = z.infer<typeof Exchange>;

/** Authorization code with PKCE, for one public client, as Cognito offers it. */
export class SignInProvider {
  readonly settings: ProviderSettings;
  readonly #codes = new Map<string, { asked: Asked; person: LocalPerson; until: number }>();

  constructor(settings: ProviderSettings) {
    this.settings = settings;
  }

  /** @throws SignInRefusal where the browser must not be sent anywhere */
  assertReturn(clientId: string | null, address: string | null): void {
    const client = this.#client(clientId);
    if (client === undefined)
      throw new SignInRefusal("unauthorized_client", "There is no such client.");
    if (address !== null && isReturn(client, address)) return;
    throw new SignInRefusal("invalid_request", "The browser may not be sent back there.");
  }

  /** @throws SignInRefusal */
  code(asked: Asked, role: unknown): string {
    const person = localPeople.find((each) => each.role === role);
    if (person === undefined) throw new SignInRefusal("access_denied", "Nobody has that role.");
    const code = randomBytes(24).toString("base64url");
    this.#codes.set(code, { asked, person, until: Date.now() + codeLifeMs });
    return code;
  }

  /** Tokens for a code, which is good for once, or for a refresh token. @throws SignInRefusal */
  async exchange(form: unknown): Promise<object> {
    const given = Exchange.safeParse(form).data;
    if (given === undefined)
      throw new SignInRefusal(
        "invalid_request",
        "Send a code with its verifier, or a refresh token.",
      );
    const { issuer, workspaceId, keys } = this.settings;
    const clientId = this.#client(given.client_id)?.clientId;
    if (clientId === undefined)
      throw new SignInRefusal("invalid_client", "There is no such client.");
    const granted = await this.#granted(given);
    return tokenAnswer(keys, { issuer, clientId, workspaceId, ...granted });
  }

  async #granted(given: Exchange) {
    switch (given.grant_type) {
      case "authorization_code": {
        const kept = this.#codes.get(given.code);
        this.#codes.delete(given.code);
        const isGood =
          kept !== undefined &&
          kept.asked.client_id === given.client_id &&
          kept.until > Date.now() &&
          kept.asked.redirect_uri === given.redirect_uri &&
          kept.asked.code_challenge === challengeOf(given.code_verifier);
        if (!isGood) throw new SignInRefusal("invalid_grant", "The code is not good.");
        const { scope, nonce } = kept.asked;
        return { person: kept.person, scope, nonce };
      }
      case "refresh_token":
        return this.#refreshed(given.refresh_token);
    }
  }

  async #refreshed(token: string) {
    const { issuer, keys } = this.settings;
    try {
      const known = createLocalJWKSet(await keys.published());
      const { payload } = await jwtVerify(token, known, { issuer });
      const person = localPeople.find(({ sub }) => sub === payload.sub);
      if (payload["token_use"] === "refresh" && person !== undefined)
        return {
          person,
          scope: String(payload["scope"]),
          signedInAt: Number(payload["auth_time"]),
        };
    } catch {
      // Not ours, not whole or too old: the same to whoever asks.
    }
    throw new SignInRefusal("invalid_grant", "The refresh token is not good.");
  }

  #client(clientId: string | null): SignInClientSpec | undefined {
    return this.settings.clients.find((client) => client.clientId === clientId);
  }
}

/** Any port of this machine, as RFC 8252 has it: development servers have their own. */
function isReturn({ returnPaths }: SignInClientSpec, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname } = new URL(address);
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "http:" && isHere && returnPaths.includes(pathname);
}

function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
