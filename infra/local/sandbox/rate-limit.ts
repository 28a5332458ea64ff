import { hubspotError } from "./grants.ts";
import { Refusal, type Route } from "./http.ts";

const windowMs = 10_000;

/** How many requests were answered, and how many were too many. */
interface RequestTally {
  taken: number;
  refused: number;
}

/** HubSpot's limit for a public app: so many requests in ten rolling seconds, then 429. */
export function limited(routes: readonly Route[], most: number, tally: RequestTally): Route[] {
  let recent: number[] = [];
  const count = () => {
    const now = Date.now();
    recent = recent.filter((at) => at > now - windowMs);
    if (recent.length >= most) {
      tally.refused += 1;
      throw new Refusal(tooMany(most));
    }
    tally.taken += 1;
    recent.push(now);
  };
  return routes.map((route) => ({
    ...route,
    answer(call) {
      count();
      const reply = route.answer(call);
      return {
        ...reply,
        headers: { ...limitHeaders(most, most - recent.length), ...reply.headers },
      };
    },
  }));
}

/** What was counted since this process began. */
export function tallyRoute(tally: RequestTally): Route {
  return { method: "GET", path: "/sandbox/requests", answer: () => ({ status: 200, json: tally }) };
}

function tooMany(most: number) {
  const message = "You have reached your ten_secondly_rolling limit.";
  const reply = hubspotError(429, "RATE_LIMITS", message, {
    errorType: "RATE_LIMIT",
    policyName: "TEN_SECONDLY_ROLLING",
  });
  return { ...reply, headers: limitHeaders(most, 0) };
}

function limitHeaders(most: number, remaining: number): Record<string, string> {
  return {
    "x-hubspot-ratelimit-interval-milliseconds": String(windowMs),
    "x-hubspot-ratelimit-max": String(most),
    "x-hubspot-ratelimit-remaining": String(remaining),
  };
}
