import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "../connector.ts";

const toleranceSeconds = 300;

/**
 * Standard Webhooks: HMAC-SHA256 over the bytes of `id.timestamp.body`, several signatures in
 * one header, ±300 s. Written here because the `standardwebhooks` package decodes the body to
 * text before it signs (bytes that are not UTF-8 collapse) and reads the clock by itself.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyStandardWebhook(
  request: WebhookRequest,
  secrets: readonly string[],
  wallClock: number,
): boolean {
  const id = request.headers["webhook-id"];
  const timestamp = request.headers["webhook-timestamp"];
  const signatures = request.headers["webhook-signature"];
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Math.floor(wallClock / 1000) - Number(timestamp)) > toleranceSeconds) return false;

  const given = signatures
    .split(" ")
    .filter((signature) => signature.startsWith("v1,"))
    .map((signature) => Buffer.from(signature));
  let valid = false;
  for (const secret of secrets) {
    if (keyOf(secret).length === 0) continue;
    const expected = Buffer.from(signStandardWebhook(secret, id, timestamp, request.body));
    for (const candidate of given) {
      valid =
        (candidate.length === expected.length && timingSafeEqual(candidate, expected)) || valid;
    }
  }
  return valid;
}

/** One `v1,` signature. `timestamp` in seconds, as it stands in the header. */
export function signStandardWebhook(
  secret: string,
  id: string,
  timestamp: string,
  body: Uint8Array | string,
): string {
  const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${mac.digest("base64")}`;
}

/** The headers of a webhook signed now, by the wall clock. */
export function signedHeaders(
  secret: string,
  id: string,
  body: Uint8Array | string,
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signStandardWebhook(secret, id, timestamp, body),
  };
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}
