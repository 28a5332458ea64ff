import { z } from "zod";

export const destinationKinds = [
  "hubspot-list",
  "webhook",
  "course",
  "salesforce-campaign",
] as const;
export const DestinationKind = z.enum(destinationKinds);
export type DestinationKind = z.infer<typeof DestinationKind>;

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
  /** `course`: the learning system's own course id. */
  courseId: z.string().optional(),
  /** `hubspot-list`: the MANUAL list that was made for it. */
  listId: z.string().optional(),
  state: z.enum(["active", "failing", "removed"]),
  lastError: z.object({ at: z.number(), message: z.string() }).optional(),
  lastPushedAt: z.number().optional(),
});
export type Destination = z.infer<typeof Destination>;
