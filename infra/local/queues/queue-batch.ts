import { QueueError } from "./queue-error.ts";

const MAX_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

interface BatchAnswer {
  readonly Successful: readonly object[];
  readonly Failed: readonly object[];
}

/**
 * Performs each entry on its own: what one is refused for leaves the others alone.
 * @throws QueueError for faults of the batch as a whole
 */
export const performBatch = <Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  perform: (entry: Entry) => object | undefined,
): BatchAnswer => {
  checkEntries(entries);
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      const { queryCode, message } = error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: queryCode, Message: message });
    }
  }
  return { Successful: successful, Failed: failed };
};

const checkEntries = (entries: readonly { readonly Id: string }[]): void => {
  if (entries.length === 0) {
    throw new QueueError("EmptyBatchRequest", "There should be at least one entry in the batch.");
  }
  if (entries.length > MAX_ENTRIES) {
    const reason = `A batch has at most ${MAX_ENTRIES} entries; this one has ${entries.length}.`;
    throw new QueueError("TooManyEntriesInBatchRequest", reason);
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!ENTRY_ID.test(Id)) {
      const reason = "An entry's id has 1 to 80 letters, digits, hyphens and underscores.";
      throw new QueueError("InvalidBatchEntryId", reason);
    }
    if (seen.has(Id)) {
      throw new QueueError("BatchEntryIdsNotDistinct", `Two entries have the id '${Id}'.`);
    }
    seen.add(Id);
  }
};
