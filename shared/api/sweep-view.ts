import { z } from "zod";
import type { Destination } from "../contracts/destination.ts";
import type { SweepJob } from "../contracts/sweep.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";

const counts = {
  compared: z.number().int().meta({ description: "Records, on either side." }),
  missing: z.number().int().meta({ description: "Members of the segment that were not there." }),
  surplus: z.number().int().meta({ description: "Who was there without being a member." }),
  refused: z.number().int().meta({
    description: "Records that were refused before, and are tried again.",
  }),
};

export const LastSweep = z
  .object({
    at: Instant,
    ...counts,
    repaired: z.number().int().meta({ description: "Of the missing and the surplus." }),
  })
  .meta({ id: "LastSweep" });

export const SweepView = z
  .object({
    segmentId: z.string(),
    destinationId: z.string(),
    state: z.enum(["planned", "running", "waiting", "failed", "done"]).meta({
      description: "`waiting`: until the connection is connected again.",
    }),
    step: z.enum(["reading", "comparing", "repairing"]),
    ...counts,
    startedAt: Instant,
    finishedAt: Instant.optional(),
    problem: z
      .object({ at: Instant, message: z.string(), remedy: z.string() })
      .optional()
      .meta({ description: "What went wrong the last time, and what to do." }),
  })
  .meta({ id: "Sweep" });

export function viewLastSweep(
  last: Destination["lastSweep"],
): z.input<typeof LastSweep> | undefined {
  return last && { ...last, at: iso(last.at) };
}

export function viewSweep(job: SweepJob): z.input<typeof SweepView> {
  const { segmentId, destinationId, state, step, compared, missing, surplus, refused } = job;
  const { problem } = job;
  return {
    segmentId,
    destinationId,
    state,
    step,
    compared,
    missing,
    surplus,
    refused,
    startedAt: iso(job.startedAt),
    finishedAt: isoOrAbsent(job.finishedAt),
    problem: problem && {
      at: iso(problem.at),
      message: problem.message,
      remedy: problem.remedy ?? remedyOf(job),
    },
  };
}

function remedyOf({ state }: SweepJob): string {
  switch (state) {
    case "planned":
    case "running":
    case "done":
      return "Nothing: it is tried again by itself.";
    case "waiting":
      return "Connect again: the destination is then swept by itself.";
    case "failed":
      return "Mend what the message names, then sweep the destination; it is tried every day.";
  }
}
