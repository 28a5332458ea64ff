import type { Connector } from "../connector.ts";
import { parseCanonical } from "./parse.ts";
import { verifyStandardWebhook } from "./signature.ts";
import { webhookTarget } from "./target.ts";

/** Any system that signs by the Standard Webhooks specification, inward and outward. */
export const webhook: Connector = {
  kind: "webhook",
  label: "Signed webhook",
  versions: [
    {
      api: "Standard Webhooks 1.0.0",
      document:
        "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    },
  ],
  webhooks: { verify: verifyStandardWebhook, parse: parseCanonical },
  targets: [webhookTarget],
};
