import type { Connector } from "../connector.ts";
import { heardLimit } from "./heard-limits.ts";
import { hubspotImport } from "./import.ts";
import { hubspotJournal } from "./journal.ts";
import { hubspotListTarget } from "./list-target.ts";
import { hubspotOAuth } from "./oauth.ts";
import { parseHubSpot } from "./parse.ts";
import { hubspotPropertyTarget } from "./property-target.ts";
import { hubspotRecordCard } from "./record-card.ts";
import { verifyHubSpot } from "./signature.ts";
import { paths } from "./versions.ts";
import { writeHubSpotAttributes } from "./write-attributes.ts";

export const hubspot: Connector = {
  kind: "hubspot",
  label: "HubSpot",
  versions: Object.values(paths).map(({ api, document }) => ({ api, document })),
  webhooks: { appSecrets, verify: verifyHubSpot, parse: parseHubSpot },
  oauth: hubspotOAuth,
  imports: hubspotImport,
  journal: hubspotJournal,
  recordCard: hubspotRecordCard,
  // A public app's; what the answers say of larger plans and private apps counts instead.
  limit: { requests: 110, perMs: 10_000 },
  heardLimit,
  targets: [hubspotListTarget, hubspotPropertyTarget],
  writeAttributes: writeHubSpotAttributes,
  // Loaded where it is asked for: functions that only receive or push need not read rules.
  importList: async (...given) => (await import("./import-list.ts")).importHubSpotList(...given),
};

function appSecrets(): readonly string[] {
  const secret = process.env["HUBSPOT_CLIENT_SECRET"];
  return secret === undefined || secret === "" ? [] : [secret];
}
