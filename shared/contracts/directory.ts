import { z } from "zod";

/** What one outside system (an identity provider, a learning system) may pull over SCIM. */
export const Directory = z.object({
  workspaceId: z.string(),
  id: z.string(),
  name: z.string(),
  /** The segments it sees as groups; nothing else of the workspace. */
  segmentIds: z.array(z.string()),
  /** SHA-256 of the token that opens it. */
  tokenHash: z.string(),
  createdAt: z.number(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type Directory = z.infer<typeof Directory>;
