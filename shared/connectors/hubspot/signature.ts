import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "../connector.ts";

const toleranceMs = 300_000;

/** The only escapes HubSpot decodes in the address before it signs; others stay as sent. */
const decodedByHubSpot = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/**
 * Signature v3: base64(HMAC-SHA256(client secret, method + public URI + raw body + timestamp)).
 * Stricter than the SDK's `Signature.isValid`, which takes timestamps that are not numbers or
 * lie ahead, decodes nothing and compares in variable time.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function verifyHubSpot(
  request: WebhookRequest,
  secrets: readonly string[],
  wallClock: number,
): boolean {
  const signature = request.headers["x-hubspot-signature-v3"];
  const timestamp = request.headers["x-hubspot-request-timestamp"];
  if (!signature || !timestamp || !/^\d{1,15}$/.test(timestamp)) return false;
  if (Math.abs(wallClock - Number(timestamp)) > toleranceMs) return false;

  const given = Buffer.from(signature);
  let valid = false;
  for (const secret of secrets) {
    if (secret === "") continue;
    const expected = Buffer.from(signatureOf(secret, request, timestamp));
    valid = (given.length === expected.length && timingSafeEqual(given, expected)) || valid;
  }
  return valid;
}

function signatureOf(secret: string, request: WebhookRequest, timestamp: string): string {
  const uri = request.url.replace(decodedByHubSpot, (escape) => decodeURIComponent(escape));
  return createHmac("sha256", secret)
    .update(request.method + uri)
    .update(request.body)
    .update(timestamp)
    .digest("base64");
}
