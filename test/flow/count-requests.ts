import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { ClientRequest } from "node:http";

/** The index root, and how often programs were changed, are read again when they are this old. */
const rememberedMs = 500;

/**
 * Requests that leave this process for the database while the work runs, without those that only
 * look whether what is remembered still holds: on a busy machine the work outlasts it.
 */
export async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  let looks = 0;
  const counted = (message: unknown): void => {
    count += 1;
    if (isSingleRead(message)) looks += 1;
  };
  const startedAt = performance.now();
  subscribe("http.client.request.start", counted);
  try {
    await work();
  } finally {
    unsubscribe("http.client.request.start", counted);
  }
  const mostLooks = 1 + Math.floor((performance.now() - startedAt) / rememberedMs);
  return count - Math.min(looks, mostLooks);
}

/** Profiles are read in batches. */
function isSingleRead(message: unknown): boolean {
  if (typeof message !== "object" || message === null || !("request" in message)) return false;
  const { request } = message;
  const target = request instanceof ClientRequest ? request.getHeader("x-amz-target") : undefined;
  return String(target).endsWith(".GetItem");
}
