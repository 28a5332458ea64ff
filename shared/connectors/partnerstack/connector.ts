import { z } from "zod";
import type { Connector } from "../connector.ts";
import { isAtSecretAddress } from "../secret-address.ts";
import { dataOf, sendPartnerStack } from "./api.ts";
import { partnerStackImport } from "./import.ts";
import { partnerStackTagTarget } from "./tag-target.ts";
import { parsePartnerStack } from "./webhook.ts";

/** A partner program: who is in which group, who applied, whom they brought, their deals. */
export const partnerstack: Connector = {
  kind: "partnerstack",
  label: "PartnerStack",
  versions: [
    { api: "PartnerStack REST 2", document: "https://docs.partnerstack.com/reference/base-url" },
    {
      api: "PartnerStack webhooks",
      document: "https://docs.partnerstack.com/docs/partnerstack-webhooks",
    },
  ],
  key: {
    ask: "Give the public and the secret key with a colon between them: both stand under Settings, Integrations, PartnerStack API keys.",
    address: "https://api.partnerstack.com",
    async check(connection) {
      const call = { method: "GET", path: "/partnerships?limit=1" } as const;
      dataOf(await sendPartnerStack(connection, call), z.object({}));
    },
  },
  webhooks: {
    verify: isAtSecretAddress,
    parse: parsePartnerStack,
    secretAddress: {
      setup:
        "Register this address with PartnerStack's Webhooks API, once for each event to follow: of partnerships, applications, customers and deals. It is shown once.",
    },
  },
  imports: partnerStackImport,
  // Not published; 429 slows further down.
  limit: { requests: 10, perMs: 1_000 },
  targets: [partnerStackTagTarget],
};
