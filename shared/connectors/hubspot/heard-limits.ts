import type { Connection } from "../../contracts/connection.ts";
import type { HeardLimit } from "../connector.ts";

const kept = 1_000;
/** By access token, the latest last; what this process has heard. */
const heardBy = new Map<string, HeardLimit>();

/**
 * Remembers what an answer says of the limit of the account and app whose token was sent.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export function hearLimit(accessToken: string, headers: Headers): void {
  const requests = countIn(headers, "max");
  const perMs = countIn(headers, "interval-milliseconds");
  const remaining = countIn(headers, "remaining");
  if (!requests || !perMs || remaining === undefined) return;
  heardBy.delete(accessToken);
  heardBy.set(accessToken, { requests, perMs, remaining, at: Date.now() });
  const [oldest] = heardBy.keys();
  if (heardBy.size > kept && oldest !== undefined) heardBy.delete(oldest);
}

/** What the last answer said that this process was given for a connection's token. */
export function heardLimit({ tokens }: Connection): HeardLimit | undefined {
  return tokens && heardBy.get(tokens.access);
}

function countIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(`x-hubspot-ratelimit-${name}`);
  const count = Number(text);
  return text !== null && Number.isInteger(count) && count >= 0 ? count : undefined;
}
