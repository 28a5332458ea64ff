import type { RecordCard } from "../connector.ts";

/**
 * `hubspot.fetch` adds portal, user and app to the address that the card calls, and signs the
 * whole. A second portal in it can only come from whoever tampered with the card.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
export const hubspotRecordCard: RecordCard = {
  accountOf(query) {
    const [portalId, ...others] = query.getAll("portalId");
    return others.length > 0 || portalId === "" ? undefined : portalId;
  },
};
