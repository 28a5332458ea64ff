import { type Duration, longestMs, parseDuration } from "../time/duration.ts";

/** How far back something looks: `window` is an ISO 8601 duration. */
export type Lookback = "nothing" | "forever" | { readonly window: string };

export const reachNothing = "nothing";

export function longer(a: Lookback, b: Lookback): Lookback {
  return lengthOf(a) >= lengthOf(b) ? a : b;
}

export function shorter(a: Lookback, b: Lookback): Lookback {
  return lengthOf(a) <= lengthOf(b) ? a : b;
}

function lengthOf(lookback: Lookback): number {
  if (lookback === "nothing") return 0;
  if (lookback === "forever") return Number.POSITIVE_INFINITY;
  const duration = parseDuration(lookback.window);
  return duration === undefined ? Number.POSITIVE_INFINITY : longestMs(duration);
}

/** The longer of two ISO 8601 durations; undefined is forever. */
export function longerWindow(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return lengthOf({ window: a }) >= lengthOf({ window: b }) ? a : b;
}

/** On no calendar shorter than the two one after the other. */
export function prolonged(lookback: Lookback, by: string): Lookback {
  if (lookback === "nothing" || lookback === "forever") return lookback;
  const [window, more] = [parseDuration(lookback.window), parseDuration(by)];
  if (window === undefined || more === undefined) return "forever";
  const months = window.months + more.months;
  const days = window.days + more.days + slackDays(window, more);
  const seconds = (window.milliseconds + more.milliseconds) / 1000;
  const sum = `P${months}M${days}DT${seconds}S`;
  return parseDuration(sum) === undefined ? "forever" : { window: sum };
}

/** Two durations may each fall where months are long and clocks shift, their sum but once. */
function slackDays(...durations: readonly Duration[]): number {
  return durations.every(({ months, days }) => months + days > 0) ? 5 : 0;
}
