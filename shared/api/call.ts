import type { FlowContext } from "../flow/context.ts";
import type { DescribedRoute } from "./route-facts.ts";

export interface ApiContext
  extends Pick<FlowContext, "storage" | "index" | "clock" | "log" | "queues"> {
  /** The address under which the outside world reaches this API, without a slash at its end. */
  readonly publicUrl: () => string;
  /** Where an admin's browser goes on after granting access. */
  readonly consoleUrl: () => string;
}

/** What every route is given besides its own input. */
export interface Call {
  readonly context: ApiContext;
  /** Whose token it was; empty on the routes that need none. */
  readonly workspaceId: string;
  /** Who asks, for the histories; empty on the routes that need no token. */
  readonly actor: string;
  /** The directory that the token opens, where it opens one. */
  readonly directoryId?: string;
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
