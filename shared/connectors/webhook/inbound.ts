import type { Connection } from "../../contracts/connection.ts";
import type { InboundWebhooks } from "../connector.ts";
import { lacksSecretPart } from "../secret-address.ts";
import { parseCanonical } from "./parse.ts";
import { parseMapped } from "./parse-mapped.ts";
import type { Authentication } from "./preset.ts";
import { presetOf } from "./presets.ts";
import { verifyProvider } from "./provider-signature.ts";

/** Webhooks of a connection by its provider's authentication, and its own or the provider's mapping. */
export function inboundOfProvider(
  connection: Pick<Connection, "preset" | "mapping">,
): InboundWebhooks {
  const { authentication } = presetOf(connection);
  const mapping = mappingOf(connection);
  return {
    verify: (request, secrets, wallClock) =>
      verifyProvider(authentication, request, secrets, wallClock),
    parse: (body, receivedAt) =>
      mapping === undefined
        ? parseCanonical(body, receivedAt)
        : parseMapped(mapping, body, receivedAt),
    keepsUnreadable: mapping !== undefined,
    unverified: unverified(authentication),
  };
}

/** The mapping in effect: the connection's own, else its provider's. */
export function mappingOf(connection: Pick<Connection, "preset" | "mapping">): string | undefined {
  return connection.mapping ?? presetOf(connection).mapping;
}

function unverified(authentication: Authentication): string {
  if (authentication.kind === "secret-address") return lacksSecretPart;
  return authentication.kind === "hmac-sha256" && authentication.timestampHeader === undefined
    ? "The signature does not fit the body: check the secret."
    : "The signature does not fit the body, or its timestamp is more than five minutes off.";
}
