import { createHmac } from "node:crypto";
import type { WebhookRequest } from "../connector.ts";
import { isAtSecretAddress, isOneOf } from "../secret-address.ts";
import { type Authentication, toleranceMs } from "./preset.ts";
import { verifyStandardWebhook } from "./signature.ts";

/** Whether a request is what the provider's way of authentication says it must be. Raw bytes, constant time. */
export function verifyProvider(
  authentication: Authentication,
  request: WebhookRequest,
  secrets: readonly string[],
  wallClock: number,
): boolean {
  const usable = secrets.filter((secret) => secret !== "");
  switch (authentication.kind) {
    case "standard-webhooks":
      return verifyStandardWebhook(request, usable, wallClock);
    case "hmac-sha256":
      return verifyDigest(authentication, request, usable, wallClock);
    case "secret-address":
      return isAtSecretAddress(request, usable);
  }
}

function verifyDigest(
  { signatureHeader, timestampHeader }: Extract<Authentication, { kind: "hmac-sha256" }>,
  { headers, body }: WebhookRequest,
  secrets: readonly string[],
  wallClock: number,
): boolean {
  const signature = headers[signatureHeader] ?? "";
  const timestamp = timestampHeader === undefined ? "" : (headers[timestampHeader] ?? "");
  if (timestampHeader !== undefined && !isFresh(timestamp, wallClock)) return false;
  const digests = secrets.map((secret) =>
    createHmac("sha256", secret).update(body).update(timestamp).digest("hex"),
  );
  return isOneOf(signature.toLowerCase(), digests);
}

function isFresh(timestamp: string, wallClock: number): boolean {
  return Math.abs(instantOf(timestamp) - wallClock) <= toleranceMs;
}

/** Seconds since the epoch, an HTTP date, or ISO 8601, which without an offset is in UTC; else NaN. */
function instantOf(timestamp: string): number {
  if (/^\d{9,10}$/.test(timestamp)) return Number(timestamp) * 1_000;
  if (/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(timestamp))
    return Date.parse(timestamp);
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.exec(timestamp);
  return iso === null ? Number.NaN : Date.parse(iso[2] === undefined ? `${timestamp}Z` : timestamp);
}
