import { z } from "zod";
import type { ImportJob } from "../contracts/import.ts";
import { Instant, iso } from "./instant.ts";

export const ImportView = z
  .object({
    state: z.enum(["running", "waiting", "failed", "done"]).meta({
      description: "`waiting`: until the connection is connected again.",
    }),
    records: z.number().int().meta({ description: "That came in so far." }),
    total: z.number().int().optional().meta({
      description: "As the source counted them at the beginning; absent where it does not.",
    }),
    percent: z.number().int().min(0).max(100).optional(),
    refused: z
      .number()
      .int()
      .meta({ description: "Records of which something could not be kept." }),
    refusal: z.string().optional().meta({ description: "What it was the last time." }),
    startedAt: Instant,
    finishedAt: Instant.optional(),
    problem: z
      .object({ at: Instant, message: z.string(), remedy: z.string() })
      .optional()
      .meta({ description: "What went wrong the last time, and what to do." }),
  })
  .meta({ id: "Import" });

export function viewImport(job: ImportJob): z.input<typeof ImportView> {
  const { state, records, refused, refusal, problem } = job;
  const total = totalOf(job);
  return {
    state,
    records,
    total,
    percent: percentOf(job, total),
    refused,
    refusal,
    startedAt: iso(job.startedAt),
    finishedAt: job.finishedAt === undefined ? undefined : iso(job.finishedAt),
    problem: problem && {
      at: iso(problem.at),
      message: problem.message,
      remedy: remedyOf(job),
    },
  };
}

/** Records that came up meanwhile count too. */
function totalOf({ totals, records }: ImportJob): number | undefined {
  const counts = Object.values(totals);
  if (counts.length === 0) return undefined;
  return Math.max(
    records,
    counts.reduce((sum, count) => sum + count, 0),
  );
}

/** 100 only once all is in. */
function percentOf({ state, records }: ImportJob, total: number | undefined): number | undefined {
  if (state === "done") return 100;
  if (total === undefined) return undefined;
  return total === 0 ? 0 : Math.min(99, Math.floor((records * 100) / total));
}

function remedyOf({ state, connectionId }: ImportJob): string {
  switch (state) {
    case "running":
    case "done":
      return "Nothing: it is tried again by itself.";
    case "waiting":
      return "Connect again: the import then goes on by itself.";
    case "failed":
      return `Mend what the message names, then POST /api/v1/connections/${connectionId}/import: it goes on where it stopped.`;
  }
}
