import type { Connector } from "../connector.ts";
import { keyAccess } from "../key-access.ts";
import { callKlaviyo, revision, scopes } from "./api.ts";
import { klaviyoListTarget } from "./list-target.ts";
import { Found } from "./lists.ts";

export const klaviyo: Connector = {
  kind: "klaviyo",
  label: "Klaviyo",
  versions: [
    {
      api: `Klaviyo REST ${revision}`,
      document: `https://developers.klaviyo.com/en/v${revision}/reference/api-overview`,
    },
  ],
  key: {
    ask: `Give a private API key with the scopes ${scopes}.`,
    address: "https://a.klaviyo.com",
    async check(connection) {
      const path = "/api/lists?fields[list]=name&page[size]=1";
      await callKlaviyo(keyAccess(connection), { method: "GET", path }, Found);
    },
  },
  // Each address has a limit of its own: of those that change lists. Profiles are read and made
  // 750 times a minute.
  limit: { requests: 150, perMs: 60_000 },
  targets: [klaviyoListTarget],
};
