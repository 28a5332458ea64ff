import type { LocalRoute } from "../gateway.ts";
import { localWorkspaceId } from "../register-token.ts";
import type { SignInClientSpec } from "../system-model.ts";
import { SignInProvider } from "./provider.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { SigningKeys } from "./signing-keys.ts";

/** Stands in for the user pool of the template. */
export interface SignIn {
  readonly routes: ReadonlyMap<string, LocalRoute>;
  /** What the template's settings of the provider come to on this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where a page finds it. */
  readonly origins: readonly string[];
}

const place = "/local/sign-in";

/** At the address of the gateway, so that tokens stay good from one start to the next. */
export function openSignIn(
  gateway: string,
  clients: readonly SignInClientSpec[],
  dataFolder: string,
): SignIn {
  const issuer = `${gateway}${place}`;
  const keys = new SigningKeys(dataFolder);
  const workspaceId = localWorkspaceId;
  return {
    routes: signInRoutes(place, new SignInProvider({ issuer, clients, workspaceId, keys })),
    environment: { SIGN_IN_ISSUER: issuer, SIGN_IN_SIGN_OUT_URL: `${issuer}/logout` },
    origins: [gateway],
  };
}
