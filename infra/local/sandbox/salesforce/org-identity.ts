/** The sandbox's Salesforce org. */
export const orgId = "00Dsb0000000001EAA";

/** Of its Event Relay: the partner event source that it puts its events under. */
export const sandboxEventSource = `aws.partner/salesforce.com/${orgId}/0YLsb0000000001EAA`;
