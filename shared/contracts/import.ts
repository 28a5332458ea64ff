import { z } from "zod";
import { ObjectKind } from "./change.ts";

/** Goes on with an import; one that names an earlier turn was handed on already. */
export const ImportMessage = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  jobId: z.string(),
  turn: z.number(),
});
export type ImportMessage = z.infer<typeof ImportMessage>;

/** Records of a source to be read as they stand now. */
export const RereadMessage = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  object: ObjectKind,
  recordIds: z.array(z.string()),
});
export type RereadMessage = z.infer<typeof RereadMessage>;

/** What the queue of imports carries. */
export const ImportsQueueMessage = z.union([ImportMessage, RereadMessage]);
export type ImportsQueueMessage = z.infer<typeof ImportsQueueMessage>;

/** What differed between a source and what was known of it. */
export const SweepFindings = z.object({
  /** Records of which webhooks were lost. */
  lost: z.number(),
  /** How many values of each attribute those would have told; of associations and merges, how many. */
  lostValues: z.record(z.string(), z.number()),
  /** Some of these records, the latest last, and what was lost of them. Holds no values. */
  examples: z.array(
    z.object({ object: ObjectKind, recordId: z.string(), attributes: z.array(z.string()) }),
  ),
  /** Records that were merged into others, as object and id: they have not left. */
  merged: z.array(z.string()),
  /** Records that had left the source. */
  deleted: z.number(),
  /** Records of which changes were sent: the lost, the deleted, and those on their way anyway. */
  repaired: z.number(),
});
export type SweepFindings = z.infer<typeof SweepFindings>;

const Sweep = SweepFindings.extend({
  startedAt: z.number(),
  finishedAt: z.number(),
  records: z.number(),
  refused: z.number(),
});
export type Sweep = z.infer<typeof Sweep>;

/** How far all records of a connection have come in. Instants in milliseconds. */
export const ImportJob = z.object({
  workspaceId: z.string(),
  connectionId: z.string(),
  id: z.string(),
  /** `waiting`: until an admin connects again. */
  state: z.enum(["running", "waiting", "failed", "done"]),
  /** Of the message that carries it on. */
  turn: z.number(),
  /**
   * 0: what attributes there are; then the source's objects, in its order; of a sweep then the
   * same objects as they are known here, and whoever is unexplained.
   */
  part: z.number(),
  /** A mark of where the next page begins, the source's own or of what is known; unset: at the first. */
  cursor: z.string().optional(),
  records: z.number(),
  /** Of each object, as the source counted it at the beginning. */
  totals: z.record(z.string(), z.number()),
  /** Records of which something could not be kept, and what it was the last time. */
  refused: z.number(),
  refusal: z.string().optional(),
  /** What went wrong the last time; gone once it goes on. */
  problem: z.object({ at: z.number(), message: z.string() }).optional(),
  /** Of a sweep, which everything after the first import is. */
  sweep: SweepFindings.optional(),
  /**
   * Of a sweep: what left the source without its saying how, as object and id, and when the last of
   * them was missed. A merge that is on its way explains them.
   */
  unexplained: z.object({ at: z.number(), records: z.array(z.string()) }).optional(),
  /** The last one that came to its end. */
  lastSweep: Sweep.optional(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type ImportJob = z.infer<typeof ImportJob>;
