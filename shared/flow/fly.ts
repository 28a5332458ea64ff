import type { Destination } from "../contracts/destination.ts";
import { AuthenticationError, PermanentError, RateLimitedError } from "../runtime/errors.ts";
import type { PushContext } from "./context.ts";
import { faultOf } from "./fault.ts";
import { land, nameOf } from "./land.ts";
import { pushPending } from "./push-pending.ts";
import { requestFlight, requestLook } from "./request-push.ts";
import { isServed, isShared, placeOf } from "./shared-place.ts";
import { pauseRequests } from "./spend-request.ts";
import { withdrawPushed } from "./withdraw-pushed.ts";

/** Longer than a function runs: a flight that crashed is over by then. */
const flightMs = 90_000;
/** When whoever asked looks whether the one in the air ended before telling anybody. */
const crashedSeconds = 95;
const busySeconds = 1;
const outageSeconds = 30;
const longestDelaySeconds = 900;

/**
 * Pushes what is pending at one destination, one flight at a time for each place that is written
 * to: who comes meanwhile asks whoever is in the air to have them go next, and looks again once
 * that one must have landed, in case it crashed. A failure of the whole call leaves everything pending and says so on the destination.
 */
export async function fly(
  context: PushContext,
  destination: Destination,
  recordKeys: readonly string[],
): Promise<void> {
  const { workspaceId } = destination;
  const { flights } = context.storage;
  const place = placeOf(destination);
  const holder = crypto.randomUUID();
  if (!(await flights.takeOff(workspaceId, place, holder, Date.now() + flightMs))) {
    const asked = await flights.askAgain(workspaceId, place, nameOf(destination));
    if (asked === "nobody") await requestFlight(context, destination, busySeconds);
    if (asked === "asked") await requestLook(context, destination, crashedSeconds);
    return;
  }
  let next: number | undefined;
  let isResting = false;
  try {
    next = (await flown(context, destination, recordKeys)) ? undefined : busySeconds;
  } catch (error) {
    const seconds = await waitAfter(context, destination, error);
    if (seconds === undefined) return;
    await rest(context, destination, holder, seconds);
    isResting = true;
  } finally {
    if (!isResting) await land(context, destination, holder, next);
  }
}

/** A machine's clock may be behind that of the one whose flight is next. */
const clocksApartMs = 1_000;

/**
 * Until the next flight nobody else tries: an outage would be asked again with each event, and each
 * failure would leave a flight of its own in the queue. That next one is requested first: if
 * the function ends here, it comes all the same.
 */
async function rest(
  context: PushContext,
  destination: Destination,
  holder: string,
  seconds: number,
): Promise<void> {
  const until = Date.now() + seconds * 1_000 - clocksApartMs;
  await requestFlight(context, destination, seconds);
  await context.storage.flights.rest(destination.workspaceId, placeOf(destination), holder, until);
}

/** False where something may be left. */
async function flown(
  context: PushContext,
  given: Destination,
  recordKeys: readonly string[],
): Promise<boolean> {
  const destination = isShared(given) ? await asItIs(context, given) : given;
  if (destination === undefined) return true;
  return destination.state === "withdrawing"
    ? withdrawPushed(context, destination)
    : pushPending(context, destination, recordKeys);
}

/** One that was withdrawn while it waited for its flight must not show its segment again. */
async function asItIs(
  { storage }: Pick<PushContext, "storage">,
  { workspaceId, segmentId, id }: Destination,
): Promise<Destination | undefined> {
  const destination = await storage.destinations.get(workspaceId, segmentId, id);
  return destination?.state === "removed" ? undefined : destination;
}

/**
 * The failure is on the destination for its admin to see; what passes is tried again, after so many
 * seconds. Undefined: when asked, by an event or a new grant.
 */
async function waitAfter(
  context: PushContext,
  destination: Destination,
  error: unknown,
): Promise<number | undefined> {
  context.log.error("push failed", error, { destination: destination.id });
  const lastError = faultOf(context, error);
  const state = isServed(destination) ? ({ state: "failing" } as const) : {};
  await context.storage.destinations.note(destination, { ...state, lastError });
  // What the connection's own access could not do, its reconnection sets going again.
  if (error instanceof AuthenticationError || error instanceof PermanentError) return undefined;
  const { workspaceId, connectionId } = destination;
  if (error instanceof RateLimitedError && connectionId !== undefined)
    await pauseRequests(context, { workspaceId, connectionId }, error);
  const seconds =
    error instanceof RateLimitedError ? Math.ceil(error.retryAfterMs / 1_000) : outageSeconds;
  return Math.min(longestDelaySeconds, Math.max(1, seconds));
}
