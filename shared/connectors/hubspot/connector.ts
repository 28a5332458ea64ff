import type { Connector } from "../connector.ts";
import { hubspotListTarget } from "./list-target.ts";
import { hubspotOAuth } from "./oauth.ts";
import { parseHubSpot } from "./parse.ts";
import { verifyHubSpot } from "./signature.ts";
import { paths } from "./versions.ts";

export const hubspot: Connector = {
  kind: "hubspot",
  label: "HubSpot",
  versions: Object.values(paths).map(({ api, document }) => ({ api, document })),
  webhooks: { appSecrets, verify: verifyHubSpot, parse: parseHubSpot },
  oauth: hubspotOAuth,
  targets: [hubspotListTarget],
};

function appSecrets(): readonly string[] {
  const secret = process.env["HUBSPOT_CLIENT_SECRET"];
  return secret === undefined || secret === "" ? [] : [secret];
}
