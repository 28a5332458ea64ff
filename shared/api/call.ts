import type { FlowContext } from "../flow/context.ts";
import type { DescribedRoute } from "./route-facts.ts";

export interface ApiContext
  extends Pick<FlowContext, "storage" | "index" | "clock" | "log" | "queues"> {
  /** The address under which the outside world reaches this API, without a slash at its end. */
  readonly publicUrl: () => string;
}

/** What every route is given besides its own input. */
export interface Call {
  readonly context: ApiContext;
  /** Whose token it was; empty on the routes that need none. */
  readonly workspaceId: string;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  /** All routes, for the one that describes them. */
  readonly routes: readonly DescribedRoute[];
}

export interface Answer<Body> {
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}
