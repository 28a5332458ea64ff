import type { ImportsQueueMessage } from "../contracts/import.ts";
import { giveUpImport } from "./import-failure.ts";
import { importRecords } from "./import-records.ts";
import type { ImportContext } from "./import-walk.ts";
import { rereadRecords } from "./reread-merged.ts";

/** A part of a walk over all records of a source, or a look at some of them. */
export function readSource(context: ImportContext, message: ImportsQueueMessage): Promise<void> {
  return "jobId" in message ? importRecords(context, message) : rereadRecords(context, message);
}

/** A walk says why it stopped; what a look would have found is found by the next sweep. */
export async function giveUpReading(
  context: ImportContext,
  message: ImportsQueueMessage,
  reason: string,
): Promise<void> {
  if ("jobId" in message) await giveUpImport(context, message, reason);
}
