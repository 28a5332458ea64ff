import type { Destination } from "../contracts/destination.ts";
import { AuthenticationError, PermanentError, RateLimitedError } from "../runtime/errors.ts";
import type { PushContext } from "./context.ts";
import { pushPending } from "./push-pending.ts";
import { renewAccess } from "./renew-access.ts";
import { requestFlight } from "./request-push.ts";

/** Longer than a function runs: a flight that crashed is over by then. */
const flightMs = 90_000;
const busySeconds = 1;
const renewedSeconds = 5;
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
  let next: Next = "again-if-asked";
  try {
    next = (await pushPending(context, destination, recordKeys)) ? "again-if-asked" : busySeconds;
  } catch (error) {
    next = await whatNext(context, destination, error);
  } finally {
    const asked = await flights.land(workspaceId, id, holder);
    const seconds = next === "again-if-asked" && asked ? busySeconds : next;
    if (typeof seconds === "number") await requestFlight(context, destination, seconds);
  }
}

/** After how many seconds to fly again; after "a-person-acts" a later event or a new grant does. */
type Next = number | "again-if-asked" | "a-person-acts";

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
  if (error instanceof AuthenticationError) {
    const renewed = await renewAccess(context, destination, lastError);
    return renewed ? renewedSeconds : "a-person-acts";
  }
  if (error instanceof PermanentError) return "a-person-acts";
  const seconds =
    error instanceof RateLimitedError ? Math.ceil(error.retryAfterMs / 1_000) : outageSeconds;
  return Math.min(longestDelaySeconds, Math.max(1, seconds));
}
