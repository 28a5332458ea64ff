import type { Connection } from "../contracts/connection.ts";
import type { InboundWebhooks } from "./connector.ts";
import { connectors } from "./registry.ts";
import { lacksSecretPart } from "./secret-address.ts";
import { inboundOfProvider } from "./webhook/inbound.ts";

/**
 * How the webhooks of a connection with an address of its own are read; undefined where its
 * kind takes none. Apart from the registry, since only who receives webhooks evaluates mappings.
 */
export function inboundOf(
  connection: Pick<Connection, "kind" | "preset" | "mapping">,
): InboundWebhooks | undefined {
  if (connection.kind === "webhook") return inboundOfProvider(connection);
  const { webhooks } = connectors[connection.kind];
  return (
    webhooks && {
      verify: webhooks.verify,
      parse: webhooks.parse,
      keepsUnreadable: false,
      unverified: webhooks.secretAddress
        ? lacksSecretPart
        : "The signature does not fit the body, or it is too old.",
      acknowledgement: webhooks.acknowledgement,
    }
  );
}
