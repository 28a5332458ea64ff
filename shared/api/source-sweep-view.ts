import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import type { ImportJob } from "../contracts/import.ts";
import type { JournalPosition } from "../contracts/journal.ts";
import { Instant, iso, isoOrAbsent } from "./instant.ts";

export const SourceSweepView = z
  .object({
    at: Instant,
    startedAt: Instant,
    records: z.number().int().meta({ description: "That were there." }),
    lost: z.number().int().meta({
      description:
        "Records of which webhooks were lost. A change of the last five minutes does not count: its webhook may still come.",
    }),
    lostValues: z.record(z.string(), z.number()).meta({
      description: "By attribute; associations and merges as `(association)` and `(merge)`.",
    }),
    examples: z
      .array(
        z.object({ object: ObjectKind, recordId: z.string(), attributes: z.array(z.string()) }),
      )
      .meta({ description: "Some of the latest, without their values." }),
    deleted: z.number().int().meta({ description: "Records that had left the source unheard." }),
    repaired: z.number().int().meta({ description: "Records of which changes were sent." }),
    refused: z
      .number()
      .int()
      .meta({ description: "Records of which something could not be kept." }),
  })
  .meta({ id: "SourceSweep" });

export function viewSourceSweep(
  job: ImportJob | undefined,
): z.input<typeof SourceSweepView> | undefined {
  const last = job?.lastSweep;
  if (last === undefined) return undefined;
  const { finishedAt, startedAt, merged: _ids, ...found } = last;
  return { ...found, at: iso(finishedAt), startedAt: iso(startedAt) };
}

export const JournalView = z
  .object({
    readAt: Instant.meta({ description: "When it was last read to its end." }),
    recovered: z.number().int().meta({
      description: "Changes that it told of and no webhook had by then.",
    }),
    recoveredAt: Instant.optional(),
    problem: z.object({ at: Instant, message: z.string(), remedy: z.string() }).optional(),
  })
  .meta({ id: "Journal" });

export function viewJournal(
  position: JournalPosition | undefined,
): z.input<typeof JournalView> | undefined {
  if (position === undefined) return undefined;
  const { readAt, recovered, recoveredAt, problem } = position;
  return {
    readAt: iso(readAt),
    recovered,
    recoveredAt: isoOrAbsent(recoveredAt),
    problem: problem && {
      at: iso(problem.at),
      message: problem.message,
      remedy:
        "Give the app what the message names; it is tried again every hour, and the daily sweep finds what was lost meanwhile.",
    },
  };
}
