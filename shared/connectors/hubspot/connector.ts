import type { Connector } from "../connector.ts";
import { hubspotImport } from "./import.ts";
import { importHubSpotList } from "./import-list.ts";
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
  imports: hubspotImport,
  // A public app's; other plans and private apps are given more.
  limit: { requests: 110, perMs: 10_000 },
  targets: [hubspotListTarget],
  importList: importHubSpotList,
};

function appSecrets(): readonly string[] {
  const secret = process.env["HUBSPOT_CLIENT_SECRET"];
  return secret === undefined || secret === "" ? [] : [secret];
}
