import { z } from "zod";

export const Subscription = z.object({
  subscriptionType: z.enum(["OBJECT", "ASSOCIATION", "GDPR_PRIVACY_DELETION"]),
  objectTypeId: z.string(),
  portalId: z.number(),
  actions: z.array(z.string()),
  objectIds: z.array(z.number()).optional(),
  properties: z.array(z.string()).optional(),
  associatedObjectTypeIds: z.array(z.string()).optional(),
});
export type Subscription = z.infer<typeof Subscription>;
