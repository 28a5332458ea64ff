import { z } from "zod";
import type { Connector } from "../connector.ts";
import { openAccount } from "./api.ts";
import { activeCampaignTagTarget } from "./tag-target.ts";

export const activecampaign: Connector = {
  kind: "activecampaign",
  label: "ActiveCampaign",
  versions: [
    {
      api: "ActiveCampaign API 3",
      document: "https://developers.activecampaign.com/reference/overview",
    },
  ],
  key: {
    ask: "Give the API key, and the account's address as baseUrl, such as https://acme.api-us1.com: both stand under Settings, Developer.",
    async check(connection) {
      const account = openAccount({ connection });
      await account.call({ method: "GET", path: "/tags?limit=1" }, z.object({}));
    },
  },
  // Of an account, whoever calls: https://developers.activecampaign.com/reference/rate-limits
  limit: { requests: 5, perMs: 1_000 },
  targets: [activeCampaignTagTarget],
};
