import type { Connector } from "../connector.ts";
import { hubspotImport } from "./import.ts";
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
  // Loaded where it is asked for: functions that only receive or push need not read rules.
  importList: async (...given) => (await import("./import-list.ts")).importHubSpotList(...given),
};

function appSecrets(): readonly string[] {
  const secret = process.env["HUBSPOT_CLIENT_SECRET"];
  return secret === undefined || secret === "" ? [] : [secret];
}
