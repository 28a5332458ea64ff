import type { Connector } from "../connector.ts";
import { isAtSecretAddress } from "../secret-address.ts";
import { campaignTarget } from "./campaign-target.ts";
import { changeEvents } from "./events.ts";
import { fieldTarget } from "./field-target.ts";
import { salesforceImport } from "./import.ts";
import { salesforceOAuth } from "./oauth.ts";
import { acknowledgement, parseOutboundMessage } from "./outbound-message.ts";
import { apis } from "./versions.ts";
import { writeSalesforceAttributes } from "./write-attributes.ts";

export const salesforce: Connector = {
  kind: "salesforce",
  label: "Salesforce",
  versions: apis,
  webhooks: {
    verify: isAtSecretAddress,
    parse: parseOutboundMessage,
    acknowledgement,
    secretAddress: {
      setup:
        "Changes come by Change Data Capture over an Event Relay. Where that is not at hand, use this address as the endpoint of Outbound Messages; it is shown once.",
    },
  },
  events: changeEvents,
  oauth: salesforceOAuth,
  imports: salesforceImport,
  targets: [campaignTarget, fieldTarget],
  // Loaded where it is asked for: functions that only receive or push need not read rules.
  importList: async (...given) => (await import("./import-list-view.ts")).importListView(...given),
  writeAttributes: writeSalesforceAttributes,
};
