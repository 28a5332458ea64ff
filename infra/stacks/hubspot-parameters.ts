import { CfnParameter } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** The HubSpot app Muster is installed as, as environment variables of a function. */
export function hubspotEnvironment(scope: Construct): Record<string, string> {
  const parameter = (id: string, description: string, value: string, noEcho = false): string =>
    new CfnParameter(scope, id, { type: "String", description, default: value, noEcho })
      .valueAsString;
  return {
    HUBSPOT_API_URL: parameter(
      "HubspotApiUrl",
      "Address of HubSpot's API",
      "https://api.hubapi.com",
    ),
    HUBSPOT_AUTH_URL: parameter(
      "HubspotAuthUrl",
      "Address where an admin grants access",
      "https://app.hubspot.com",
    ),
    HUBSPOT_CLIENT_ID: parameter("HubspotClientId", "Client id of the HubSpot app", ""),
    HUBSPOT_CLIENT_SECRET: parameter(
      "HubspotClientSecret",
      "Client secret of the HubSpot app",
      "",
      true,
    ),
  };
}
