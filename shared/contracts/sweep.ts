import { z } from "zod";
import { Fault } from "./fault.ts";

const Swept = z.object({
  workspaceId: z.string(),
  segmentId: z.string(),
  destinationId: z.string(),
});
/** Names the destination that is swept. */
export type Swept = z.infer<typeof Swept>;

/** Goes on with a sweep; one that names an earlier turn was handed on already. */
export const SweepMessage = Swept.extend({ sweepId: z.string(), turn: z.number() });
export type SweepMessage = z.infer<typeof SweepMessage>;

/** How far a destination has been compared with its segment. Instants in milliseconds. */
export const SweepJob = Swept.extend({
  id: z.string(),
  /** `planned`: it never was swept. `waiting`: until an admin connects again. */
  state: z.enum(["planned", "running", "waiting", "failed", "done"]),
  /** What is there is read page by page; then it is compared, then what differs is put right. */
  step: z.enum(["reading", "comparing", "repairing"]),
  /** Of the message that carries it on. */
  turn: z.number(),
  /**
   * The destination's own mark of where the next page begins, unset: at the first; then the last
   * stranger that was taken out.
   */
  cursor: z.string().optional(),
  pages: z.number(),
  compared: z.number(),
  /** Members of the segment who were not there. */
  missing: z.number(),
  /** Who was there without being a member, and is Muster's to remove. */
  surplus: z.number(),
  /** Of both, those of whom no event had told. */
  untold: z.number(),
  /** Records the destination had refused, which are tried again. */
  refused: z.number(),
  /** What went wrong the last time; gone once it goes on. */
  problem: Fault.optional(),
  /** By Muster's clock. */
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  /** By the wall clock, which the outside systems live by. */
  begunAt: z.number(),
  /** Grows with each write; a write states which one it replaces. */
  revision: z.number(),
});
export type SweepJob = z.infer<typeof SweepJob>;
