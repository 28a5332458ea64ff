import type { FlowContext } from "../flow/context.ts";
import type { Bearer } from "../storage/tokens.ts";
import type { DescribedRoute } from "./route-facts.ts";
import type { SignInSettings } from "./sign-in/sign-in-settings.ts";

export interface ApiContext
  extends Pick<FlowContext, "storage" | "index" | "clock" | "log" | "queues" | "correlationIds"> {
  /** The address under which the outside world reaches this API, without a slash at its end. */
  readonly publicUrl: () => string;
  /** Where an admin's browser goes on after granting access. */
  readonly consoleUrl: () => string;
  /** Who vouches for people; unset: tokens of this workspace are the only way in. */
  readonly signIn?: SignInSettings | undefined;
}

/** Who asks. Workspace and names are empty on the routes that need no token. */
export interface Caller extends Bearer {
  /** Of a person, where the provider knows it. */
  readonly email?: string;
}

/** What every route is given besides its own input. */
export interface Call extends Caller {
  readonly context: ApiContext;
  /** The path and query as they came, for routes that are opened by a signature over them. */
  readonly target: string;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  /** All routes, for the one that describes them. */
  readonly routes: readonly DescribedRoute[];
}

export interface Answer<Body> {
  readonly body: Body;
  /** Where it is not the route's own. */
  readonly status?: 304;
  readonly headers?: Readonly<Record<string, string>>;
}
