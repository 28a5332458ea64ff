import { z } from "zod";
import { ChangesMessage, CorrelationIds, ObjectKind } from "./change.ts";

/** What of a profile's surroundings changed: companies it is associated with, or a company's contacts. */
export const Surroundings = z.enum(["companies", "contacts"]);
export type Surroundings = z.infer<typeof Surroundings>;

/** Profiles that must look again at related ones: travels with the changes. */
export const RefreshMessage = z.object({
  kind: z.literal("refresh"),
  workspaceId: z.string(),
  object: ObjectKind,
  ids: z.array(z.string()),
  of: Surroundings,
  correlationIds: CorrelationIds.exactOptional(),
});
export type RefreshMessage = z.infer<typeof RefreshMessage>;

/** What the changes queue carries. */
export const ChangesQueueMessage = z.union([RefreshMessage, ChangesMessage]);
export type ChangesQueueMessage = z.infer<typeof ChangesQueueMessage>;

/**
 * One company changed that very many profiles are associated with: they are refreshed page
 * by page, in a lane of their own.
 */
export const FanOutMessage = z.object({
  workspaceId: z.string(),
  /** Whom to refresh. */
  object: ObjectKind,
  /** The company's records, by the profile ids derived from them; the first is under way. */
  targets: z.array(z.string()),
  /** The last profile of the first record that was refreshed. */
  after: z.string().optional(),
  correlationIds: CorrelationIds.exactOptional(),
});
export type FanOutMessage = z.infer<typeof FanOutMessage>;
