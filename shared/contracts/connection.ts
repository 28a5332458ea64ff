import { z } from "zod";
import { Fault } from "./fault.ts";

export const connectionKinds = [
  "webhook",
  "hubspot",
  "lms",
  "salesforce",
  "klaviyo",
  "activecampaign",
  "partnerstack",
  "thinkific",
  "teachable",
  "scim",
] as const;
export const ConnectionKind = z.enum(connectionKinds);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** Instead of the type of a field that Muster itself writes: it is no attribute. */
export const ownType = "muster";

/** One installed portal, one signed webhook source, or one learning system. */
export const Connection = z.object({
  workspaceId: z.string(),
  id: z.string(),
  kind: ConnectionKind,
  name: z.string(),
  state: z.enum(["awaiting-grant", "connected", "reconnect-needed", "removed"]),
  /** Between sources at equal instants the higher rank wins. */
  rank: z.number(),
  createdAt: z.number(),
  /** The source's own account: a HubSpot portal id. */
  accountId: z.string().optional(),
  /** Webhook secrets, newest first; an older one stays valid while it is being rotated. */
  secrets: z.array(z.string()).default([]),
  /** Opens the source's API, where an admin gave a key instead of granting access. */
  apiKey: z.string().optional(),
  tokens: z.object({ access: z.string(), refresh: z.string(), expiresAt: z.number() }).optional(),
  /** What Muster asked to be allowed and was not, in the source's own words. */
  missingScopes: z.array(z.string()).optional(),
  /** Who let Muster in at the source, and when. */
  grantedBy: z.string().optional(),
  grantedAt: z.number().optional(),
  /** Whose webhooks it takes, of those that connectors know; unset: the canonical body, signed. */
  preset: z.string().optional(),
  /** JSONata from the source's payload to the canonical body, instead of the preset's. */
  mapping: z.string().optional(),
  /** Types of the source's own properties, as `contact.tier` → `enumeration`. */
  propertyTypes: z.record(z.string(), z.string()).default({}),
  /** Where the source's API lives, for sources that have no fixed address. */
  baseUrl: z.string().optional(),
  /** Kinds of records whose changes the source lost count of, and when it last did (milliseconds). */
  uncounted: z.record(z.string(), z.number()).optional(),
  lastError: Fault.optional(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number().default(0),
});
export type Connection = z.infer<typeof Connection>;
