/** Every HubSpot API in use: its dated path beside the document that describes it. */
export const paths = {
  token: {
    api: "/oauth/2026-09/token",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/oauth",
  },
  introspect: {
    api: "/oauth/2026-09/token/introspect",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/oauth",
  },
  properties: {
    api: "/crm/properties/2026-09",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/crm/properties",
  },
  objects: {
    api: "/crm/objects/2026-09",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/crm/objects",
  },
  associations: {
    api: "/crm/associations/2026-09",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/crm/associations",
  },
  lists: {
    api: "/crm/lists/2026-09",
    document: "https://developers.hubspot.com/docs/api-reference/2026-09/crm/lists",
  },
  journal: {
    api: "/webhooks-journal/journal-local/2026-03",
    document:
      "https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/journal-entries/guide",
  },
  journalSubscriptions: {
    api: "/webhooks-journal/subscriptions/2026-03",
    document:
      "https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/subscriptions/guide",
  },
  webhooks: {
    api: "Webhooks, signature v3",
    document:
      "https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests",
  },
} as const;

export const objectTypeIds = { contact: "0-1", company: "0-2" } as const;

/** HubSpot's own associations between two companies, as told from the child and from the parent. */
export const childToParent = 14;
export const parentToChild = 13;
