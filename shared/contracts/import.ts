import { z } from "zod";

/** Goes on with an import; one that names an earlier turn was handed on already. */
export const ImportMessage = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  jobId: z.string(),
  turn: z.number(),
});
export type ImportMessage = z.infer<typeof ImportMessage>;

/** How far all records of a connection have come in. Instants in milliseconds. */
export const ImportJob = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  id: z.string(),
  /** `waiting`: until an admin connects again. */
  state: z.enum(["running", "waiting", "failed", "done"]),
  /** Of the message that carries it on. */
  turn: z.number(),
  /** 0: what attributes there are; then the source's objects, in its order. */
  part: z.number(),
  /** The source's own mark of where the next page begins; unset: at the first. */
  cursor: z.string().optional(),
  records: z.number(),
  /** Of each object, as the source counted it at the beginning. */
  totals: z.record(z.string(), z.number()),
  /** Records of which something could not be kept, and what it was the last time. */
  refused: z.number(),
  refusal: z.string().optional(),
  /** What went wrong the last time; gone once it goes on. */
  problem: z.object({ at: z.number(), message: z.string() }).optional(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type ImportJob = z.infer<typeof ImportJob>;
