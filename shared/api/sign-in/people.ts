import { JwtVerifier } from "aws-jwt-verify";
import { JwtBaseError } from "aws-jwt-verify/error";
import type { Fetcher } from "aws-jwt-verify/https";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { z } from "zod";
import { highestRole } from "../../contracts/role.ts";
import { WorkspaceId } from "../../contracts/workspace.ts";
import { Problem, RetryableError } from "../../runtime/errors.ts";
import { msSince, thisMoment } from "../../runtime/moment.ts";
import type { Caller } from "../call.ts";
import type { SignInSettings } from "./sign-in-settings.ts";

/**
 * What an ID token says, by Cognito's names: the groups are roles, the workspace is an attribute
 * that only an administrator of the user pool may write.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
const Claims = z.object({
  sub: z.string(),
  token_use: z.literal("id"),
  name: z.string().min(1).optional(),
  email: z.string().min(1).optional(),
  "cognito:groups": z.array(z.string()).default([]),
  "custom:workspace": z.string().optional(),
});

/** A key that the provider no longer publishes is trusted no longer than this. */
const keysKeptMs = 3_600_000;
const fetchTimeoutMs = 3_000;

/** Unlike the package's own it also reaches a provider on this machine. */
const fetcher: Fetcher = {
  fetch: async (uri) => {
    try {
      const answer = await fetch(uri, { signal: AbortSignal.timeout(fetchTimeoutMs) });
      if (answer.ok) return await answer.arrayBuffer();
      throw new Error(`answered with ${answer.status}`);
    } catch (cause) {
      throw new RetryableError("The sign-in provider does not say its keys", { cause });
    }
  },
};

/**
 * Knows people by the ID tokens of one provider. A token with an unknown key has the keys fetched
 * again, at most every ten seconds while they turn out not to have it.
 */
export class People {
  readonly #settings: SignInSettings;
  #verifier;
  #keptSince = thisMoment();

  constructor(settings: SignInSettings) {
    this.#settings = settings;
    this.#verifier = verifierOf(settings);
  }

  /**
   * Whose token it is; undefined for one that is not valid.
   * @throws Problem 403 for a person without workspace or role; RetryableError where the provider
   * does not say its keys
   */
  async personOf(token: string): Promise<Caller | undefined> {
    if (msSince(this.#keptSince) > keysKeptMs) {
      this.#verifier = verifierOf(this.#settings);
      this.#keptSince = thisMoment();
    }
    try {
      const claims = Claims.safeParse(await this.#verifier.verify(token)).data;
      return claims && callerOf(claims);
    } catch (error) {
      if (error instanceof JwtBaseError) return undefined;
      throw error;
    }
  }
}

function verifierOf({ issuer, clientId }: SignInSettings) {
  const jwksCache = new SimpleJwksCache({ fetcher });
  return JwtVerifier.create({ issuer, audience: clientId }, { jwksCache });
}

function callerOf(claims: z.output<typeof Claims>): Caller {
  const { sub, name, email, "cognito:groups": groups } = claims;
  const workspaceId = WorkspaceId.safeParse(claims["custom:workspace"]).data;
  const role = highestRole(groups);
  if (workspaceId === undefined)
    throw new Problem(
      403,
      "No workspace",
      "You are signed in, but belong to no workspace: ask who runs Muster to put you in yours.",
    );
  if (role === undefined)
    throw new Problem(
      403,
      "No role",
      "You are signed in, but were given no role: ask for the group viewer, editor or admin.",
    );
  const actor = name ?? email ?? sub;
  return { workspaceId, callerId: sub, actor, role, ...(email === undefined ? {} : { email }) };
}
