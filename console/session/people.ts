import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { components } from "../api/openapi.d.ts";

export type Provider = NonNullable<components["schemas"]["SignIn"]["provider"]>;

/** Where the provider sends the browser back to. */
const returnPath = "/signed-in";
/** A token that is good for less is renewed first. */
const soonSeconds = 30;

/**
 * Signs people in by authorization code and PKCE. Tokens lie in the tab's storage, so that a
 * reload goes on, and are renewed by the refresh token before they end.
 */
export class People {
  readonly #provider: Provider;
  readonly #manager: UserManager;
  #renewal: Promise<string | undefined> | undefined;

  constructor(provider: Provider) {
    const store = new WebStorageStateStore({ store: sessionStorage });
    this.#provider = provider;
    this.#manager = new UserManager({
      authority: provider.issuer,
      client_id: provider.clientId,
      redirect_uri: `${location.origin}${returnPath}`,
      scope: provider.scopes.join(" "),
      userStore: store,
      stateStore: store,
      automaticSilentRenew: true,
    });
  }

  /** The ID token, which is what the API knows people by; undefined where nobody has signed in. */
  async token(): Promise<string | undefined> {
    const user = await this.#manager.getUser();
    if (user === null || user.expires_in === undefined || user.expires_in > soonSeconds)
      return user?.id_token;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  /** Leaves the page; whoever comes back is where they were. */
  async signIn(): Promise<void> {
    const { pathname, search, hash } = location;
    await this.#manager.signinRedirect({ state: { returnTo: `${pathname}${search}${hash}` } });
  }

  /** Takes what the provider sent the browser back with. @throws Error with its reason */
  async takeAnswer(): Promise<void> {
    if (location.pathname !== returnPath) return;
    let returnTo = "/";
    try {
      const { state } = await this.#manager.signinRedirectCallback();
      returnTo = placeIn(state);
    } finally {
      history.replaceState(null, "", returnTo);
    }
  }

  async forget(): Promise<void> {
    await this.#manager.removeUser();
  }

  /** Ends the session at the provider too; leaves the page. */
  async signOut(): Promise<void> {
    await this.forget();
    const { signOutUrl, clientId } = this.#provider;
    const query = new URLSearchParams({
      client_id: clientId,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${signOutUrl}?${query}`);
  }

  async #renew(): Promise<string | undefined> {
    try {
      return (await this.#manager.signinSilent())?.id_token;
    } catch {
      await this.forget();
      return undefined;
    }
  }
}

/** A path of this page, and never another page's address. */
function placeIn(state: unknown): string {
  const place: unknown =
    typeof state === "object" && state !== null && "returnTo" in state ? state.returnTo : "/";
  return typeof place === "string" && /^\/(?![/\\])/.test(place) ? place : "/";
}
