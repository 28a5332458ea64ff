import { randomUUID } from "node:crypto";
import type { LocalPerson } from "./local-people.ts";
import type { SigningKeys } from "./signing-keys.ts";

const lifeSeconds = 3_600;
const refreshSeconds = 30 * 86_400;

/** For whom and why tokens are made. */
export interface Grant {
  readonly issuer: string;
  readonly clientId: string;
  readonly workspaceId: string;
  readonly person: LocalPerson;
  readonly scope: string;
  readonly nonce?: string | undefined;
  /** Of the sign-in, in seconds: a renewal keeps it. Now, where it is left out. */
  readonly signedInAt?: number | undefined;
}

/**
 * Tokens by the wall clock, with the claims of Cognito's:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * The refresh token is a signed one too, so that it outlives a new start.
 */
export async function tokenAnswer(keys: SigningKeys, grant: Grant): Promise<object> {
  const { issuer: iss, clientId, workspaceId, person, scope, nonce, signedInAt } = grant;
  const { sub, role, name, email } = person;
  const iat = Math.floor(Date.now() / 1000);
  const auth_time = signedInAt ?? iat;
  const common = { iss, sub, iat, auth_time, jti: randomUUID(), "cognito:groups": [role] };
  const id = {
    ...common,
    token_use: "id",
    aud: clientId,
    exp: iat + lifeSeconds,
    "cognito:username": sub,
    "custom:workspace": workspaceId,
    name,
    email,
    email_verified: true,
    ...(nonce === undefined ? {} : { nonce }),
  };
  const access = {
    ...common,
    token_use: "access",
    client_id: clientId,
    username: sub,
    scope,
    exp: iat + lifeSeconds,
  };
  const refresh = { ...access, token_use: "refresh", exp: iat + refreshSeconds };
  return {
    id_token: await keys.sign(id),
    access_token: await keys.sign(access),
    refresh_token: await keys.sign(refresh),
    expires_in: lifeSeconds,
    token_type: "Bearer",
    scope,
  };
}
