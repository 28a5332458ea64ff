import type { Destination } from "../../contracts/destination.ts";
import { PermanentError } from "../../runtime/errors.ts";
import { failureOf, readRetryAfter } from "../http-failure.ts";
import { sendOutbound } from "../outbound.ts";
import { signStandardWebhook } from "./signature.ts";

/** Where a customer takes webhooks, and what signs them. */
export interface SignedAddress {
  readonly url: string;
  readonly secret: string;
}

export function addressOf({ url, secret }: Pick<Destination, "url" | "secret">): SignedAddress {
  if (url !== undefined && secret !== undefined) return { url, secret };
  throw new PermanentError("A webhook destination needs an address and a secret to sign with.");
}

/**
 * Sends a body, signed as Standard Webhooks are, under an id by which receivers drop repeats. The
 * answer is why the receiver refused it; undefined once it took it. Throws what may pass.
 */
export async function postSigned(
  { url, secret }: SignedAddress,
  id: string,
  body: string,
): Promise<string | undefined> {
  // Receivers judge the timestamp by their own clock, so it is the wall clock, never Muster's.
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { status, headers } = await sendOutbound({
    url,
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": signStandardWebhook(secret, id, timestamp, body),
    },
  });
  if (status >= 200 && status < 300) return undefined;
  if (status === 429 || status === 408 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers["retry-after"] ?? null, Date.now());
    throw failureOf({ system: new URL(url).host, status, message: "webhook", retryAfterMs });
  }
  return reasonFor(status);
}

function reasonFor(status: number): string {
  if (status === 410) return "The receiver answered 410: it no longer wants these webhooks.";
  if (status >= 300 && status < 400) {
    return `The receiver answered ${status}: redirects are not followed; give the final address.`;
  }
  return `The receiver answered ${status}.`;
}
