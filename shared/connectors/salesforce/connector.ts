import type { Connector } from "../connector.ts";
import { isAtSecretAddress } from "../secret-address.ts";
import { campaignTarget } from "./campaign-target.ts";
import { changeEvents } from "./events.ts";
import { salesforceImport } from "./import.ts";
import { salesforceOAuth } from "./oauth.ts";
import { acknowledgement, parseOutboundMessage } from "./outbound-message.ts";
import { apis } from "./versions.ts";

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
  targets: [campaignTarget],
};
