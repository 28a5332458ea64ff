import { createHash, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "./connector.ts";

/** Where a source signs nothing: whether the address ends in one of the secrets. */
export function isAtSecretAddress(
  { url }: Pick<WebhookRequest, "url">,
  secrets: readonly string[],
): boolean {
  const given = URL.parse(url)?.pathname.split("/").at(-1) ?? "";
  return isOneOf(
    given,
    secrets.filter((secret) => secret !== ""),
  );
}

export const lacksSecretPart =
  "The address lacks its secret part: send to the address as it was given.";

/** Compares hashes, so that neither content nor length shows in the time it takes. */
export function isOneOf(given: string, wanted: readonly string[]): boolean {
  let found = false;
  for (const each of wanted) found = timingSafeEqual(hashOf(given), hashOf(each)) || found;
  return found;
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
