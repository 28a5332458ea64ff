import { CfnParameter } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** The External Client App Muster is installed as, as environment variables of a function. */
export function salesforceEnvironment(scope: Construct): Record<string, string> {
  const parameter = (id: string, description: string, value: string, noEcho = false): string =>
    new CfnParameter(scope, id, { type: "String", description, default: value, noEcho })
      .valueAsString;
  return {
    SALESFORCE_LOGIN_URL: parameter(
      "SalesforceLoginUrl",
      "Address where an admin grants access; https://test.salesforce.com for sandbox orgs",
      "https://login.salesforce.com",
    ),
    SALESFORCE_CLIENT_ID: parameter(
      "SalesforceClientId",
      "Consumer key of the External Client App",
      "",
    ),
    SALESFORCE_CLIENT_SECRET: parameter(
      "SalesforceClientSecret",
      "Consumer secret of the External Client App",
      "",
      true,
    ),
  };
}
