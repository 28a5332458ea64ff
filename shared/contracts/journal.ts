import { z } from "zod";

/** Looks after a connection: reads its journal, and begins a sweep when its time has come. */
export const SourceMessage = z.object({ workspaceId: z.string(), connectionId: z.string() });
export type SourceMessage = z.infer<typeof SourceMessage>;

/** How far a connection's journal was read. Instants in milliseconds, by the wall clock. */
export const JournalPosition = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  /** The source's own mark of it; unset: the journal was empty. */
  place: z.string().optional(),
  /** When it was last read to its end. */
  readAt: z.number(),
  /** What was subscribed to, as a hash of what the source was told. */
  subscribedTo: z.string().optional(),
  /** Changes that no webhook had told of by then, and when there last were any. */
  recovered: z.number(),
  recoveredAt: z.number().optional(),
  /** Why it cannot be read, and until when it is left alone. */
  problem: z.object({ at: z.number(), message: z.string(), until: z.number() }).optional(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type JournalPosition = z.infer<typeof JournalPosition>;
