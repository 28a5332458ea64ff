/** Winter '27. jsforce would use 50.0 unless told. */
export const apiVersion = "68.0";

/** Every Salesforce API in use, beside the document that describes it. */
export const apis = [
  {
    api: `REST v${apiVersion}`,
    document: "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest",
  },
  {
    api: `Bulk API 2.0 queries v${apiVersion}`,
    document: "https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch",
  },
  {
    api: "OAuth 2.0 web server flow with PKCE",
    document:
      "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm",
  },
  {
    api: "Change Data Capture",
    document:
      "https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture",
  },
  {
    api: "Outbound Messages",
    document:
      "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging.htm",
  },
] as const;
