/** The OpenID Connect provider that knows the people of all workspaces. */
export interface SignInSettings {
  /** As its tokens name it; keys are at `/.well-known/jwks.json` below it. */
  readonly issuer: string;
  /** The console's client there: tokens are for it, and for nobody else. */
  readonly clientId: string;
  /** Ends the session at the provider; the console adds where to go on. */
  readonly signOutUrl: string;
}

/** From the template's settings; undefined where no provider is set. */
export function signInSettings(
  environment: Readonly<Record<string, string | undefined>>,
): SignInSettings | undefined {
  const { SIGN_IN_ISSUER, SIGN_IN_CLIENT_ID, SIGN_IN_SIGN_OUT_URL } = environment;
  if (!SIGN_IN_ISSUER || !SIGN_IN_CLIENT_ID || !SIGN_IN_SIGN_OUT_URL) return undefined;
  return {
    issuer: SIGN_IN_ISSUER,
    clientId: SIGN_IN_CLIENT_ID,
    signOutUrl: SIGN_IN_SIGN_OUT_URL,
  };
}
