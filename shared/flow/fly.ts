import type { Destination } from "../contracts/destination.ts";
import { AuthenticationError, PermanentError, RateLimitedError } from "../runtime/errors.ts";
import type { PushContext } from "./context.ts";
import { pushPending } from "./push-pending.ts";
import { requestFlight } from "./request-push.ts";
import { pauseRequests } from "./spend-request.ts";

/** Longer than a function runs: a flight that crashed is over by then. */
const flightMs = 90_000;
const busySeconds = 1;
const outageSeconds = 30;
const longestDelaySeconds = 900;

/**
 * Pushes what is pending at one destination, one flight at a time: who comes meanwhile asks
 * whoever is in the air to go again. A failure of the whole call leaves everything pending
 * and says so on the destination.
 */
export async function fly(
  context: PushContext,
  destination: Destination,
  recordKeys: readonly string[],
): Promise<void> {
  const { workspaceId, id } = destination;
  const { flights } = context.storage;
  const holder = crypto.randomUUID();
  if (!(await flights.takeOff(workspaceId, id, holder, Date.now() + flightMs))) {
    if (!(await flights.askAgain(workspaceId, id)))
      await requestFlight(context, destination, busySeconds);
    return;
  }
  let next: Next = "when-asked";
  try {
    next = (await pushPending(context, destination, recordKeys)) ? "when-asked" : busySeconds;
  } catch (error) {
    next = await whatNext(context, destination, error);
  } finally {
    const asked = await flights.land(workspaceId, id, holder);
    if (typeof next === "number") await requestFlight(context, destination, next);
    else if (asked) await requestFlight(context, destination, busySeconds);
  }
}

/** After how many seconds to fly again; else when asked: by an event, by a new grant. */
type Next = number | "when-asked";

/** The failure is on the destination for its admin to see; what passes is tried again. */
async function whatNext(
  context: PushContext,
  destination: Destination,
  error: unknown,
): Promise<Next> {
  const message = error instanceof Error ? error.message : "The push failed for an unknown reason.";
  context.log.error("push failed", error, { destination: destination.id });
  const lastError = { at: context.clock.now(), message };
  await context.storage.destinations.note(destination, { state: "failing", lastError });
  // What the connection's own access could not do, its reconnection sets going again.
  if (error instanceof AuthenticationError || error instanceof PermanentError) return "when-asked";
  const { workspaceId, connectionId } = destination;
  if (error instanceof RateLimitedError && connectionId !== undefined)
    await pauseRequests(context, { workspaceId, connectionId }, error);
  const seconds =
    error instanceof RateLimitedError ? Math.ceil(error.retryAfterMs / 1_000) : outageSeconds;
  return Math.min(longestDelaySeconds, Math.max(1, seconds));
}
