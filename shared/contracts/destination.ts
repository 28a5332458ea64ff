import { z } from "zod";
import type { ConnectionKind } from "./connection.ts";
import { Fault } from "./fault.ts";

export const destinationKinds = [
  "hubspot-list",
  "hubspot-property",
  "webhook",
  "course",
  "salesforce-campaign",
  "salesforce-field",
  "klaviyo-list",
  "activecampaign-tag",
  "partnerstack-tag",
  "thinkific-course",
  "teachable-course",
  "scim-group",
] as const;
export const DestinationKind = z.enum(destinationKinds);
export type DestinationKind = z.infer<typeof DestinationKind>;

/** Which kind of connection's connector, and with it whose queue, serves each. */
export const servedBy: Readonly<Record<DestinationKind, ConnectionKind>> = {
  "hubspot-list": "hubspot",
  "hubspot-property": "hubspot",
  webhook: "webhook",
  course: "lms",
  "salesforce-campaign": "salesforce",
  "salesforce-field": "salesforce",
  "klaviyo-list": "klaviyo",
  "activecampaign-tag": "activecampaign",
  "partnerstack-tag": "partnerstack",
  "thinkific-course": "thinkific",
  "teachable-course": "teachable",
  "scim-group": "scim",
};

/** What one segment is pushed to: a list, an address, a course. */
export const Destination = z.object({
  workspaceId: z.string(),
  id: z.string(),
  segmentId: z.string(),
  segmentName: z.string(),
  object: z.enum(["contact", "company"]),
  kind: DestinationKind,
  /** The connection it is pushed through; a signed webhook needs none. */
  connectionId: z.string().optional(),
  /** `webhook`: where to, and the secret that signs (`whsec_…`). */
  url: z.string().optional(),
  secret: z.string().optional(),
  /** The learning system's own course id, or that of a directory's group. */
  courseId: z.string().optional(),
  /** The list, campaign or tag that was made for it. */
  listId: z.string().optional(),
  /** Whoever a directory does not know is made there. */
  createsUsers: z.literal(true).optional(),
  /** The list is an admin's own: others put people there too. */
  isChosen: z.literal(true).optional(),
  /** What those who are in, and those who left, are marked with, where an admin chose the words. */
  statuses: z.object({ member: z.string(), left: z.string() }).optional(),
  /** The field that shows it, by the source's own name, where an admin chose one. */
  field: z.string().optional(),
  /** Of a place that several segments share: how the segment is shown there, as last made. */
  shownAs: z.string().optional(),
  /** What it is told of; absent: who enters, who leaves and, by webhook, who is about to. */
  tells: z.array(z.enum(["entered", "exited", "exit-approaching"])).optional(),
  /** `withdrawing`: what was pushed is being taken back; then it is removed. */
  state: z.enum(["active", "failing", "withdrawing", "removed"]),
  lastError: Fault.optional(),
  lastPushedAt: z.number().optional(),
  /** What the last sweep that came to its end found, in records, and had set right. */
  lastSweep: z
    .object({
      at: z.number(),
      compared: z.number(),
      missing: z.number(),
      surplus: z.number(),
      repaired: z.number(),
      refused: z.number(),
    })
    .optional(),
});
export type Destination = z.infer<typeof Destination>;
