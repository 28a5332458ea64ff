import { z } from "zod";
import type { Change, ObjectKind } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import { RetryableError } from "../../runtime/errors.ts";
import { type ChangeJournal, type JournalPage, PlaceLostError } from "../change-journal.ts";
import { readHubSpot } from "./api.ts";
import { Nothing, sendJournal } from "./journal-call.ts";
import { JournalEvent, objectIn, webhookEventsOf } from "./journal-event.ts";
import { subscribeJournal } from "./journal-subscriptions.ts";
import { readEvents } from "./parse.ts";
import { paths } from "./versions.ts";

/** Each stands for a file of up to 10,000 events or 5 MB. */
const filesAtOnce = 5;
const timeLimitMs = 30_000;

const Entries = z.object({
  results: z.array(z.object({ url: z.url(), currentOffset: z.string().min(1) })),
});
/** 204: nothing new. */
const Answer = z.union([Entries, Nothing]).transform((answer) => answer?.results ?? []);

const File = z.object({ journalEvents: z.array(z.unknown()) });

/** The Webhooks Journal, of one portal. */
export const hubspotJournal: ChangeJournal = {
  keptForMs: 3 * 86_400_000,
  subscribe: subscribeJournal,
  async latest({ accountId = "" }) {
    const path = `${paths.journal.api}/batch/latest/1?installPortalId=${accountId}`;
    const call = { method: "GET", path } as const;
    const [last] = readHubSpot(await sendJournal(call), call, Answer);
    return last?.currentOffset;
  },
  async *read(connection, place) {
    let from = place;
    for (;;) {
      const entries = await nextEntries(connection, from);
      // In order, and soon: their addresses run out.
      for (const { url, currentOffset } of entries) {
        yield { ...pageOf(connection, await fileAt(url)), place: currentOffset };
        from = currentOffset;
      }
      if (entries.length < filesAtOnce) return;
    }
  },
};

/** Which answer stands for an offset that is too old is not documented. */
const lost: readonly number[] = [400, 404, 410];

async function nextEntries({ accountId = "" }: Connection, place: string | undefined) {
  const from = place === undefined ? "earliest" : `${encodeURIComponent(place)}/next`;
  const path = `${paths.journal.api}/batch/${from}/${filesAtOnce}?installPortalId=${accountId}`;
  const call = { method: "GET", path } as const;
  const answer = await sendJournal(call);
  if (place !== undefined && lost.includes(answer.status))
    throw new PlaceLostError("HubSpot's journal does not go on from where it was last read.");
  return readHubSpot(answer, call, Answer);
}

/** At an address that is signed by itself. */
async function fileAt(url: string): Promise<readonly unknown[]> {
  let document: unknown;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeLimitMs) });
    if (!response.ok) throw new RetryableError(`It was answered with ${response.status}.`);
    document = await response.json();
  } catch (cause) {
    throw new RetryableError("A file of HubSpot's journal could not be read.", { cause });
  }
  const read = File.safeParse(document);
  if (!read.success) throw new RetryableError("A file of HubSpot's journal is not as described.");
  return read.data.journalEvents;
}

function pageOf(
  connection: Connection,
  entries: readonly unknown[],
): Pick<JournalPage, "changes" | "unread"> {
  const changes: Change[] = [];
  const unread: ObjectKind[] = [];
  for (const raw of entries) {
    const read = JournalEvent.safeParse(raw);
    // Without portal, instant or action it is about nobody that could be read again.
    if (!read.success || read.data.portalId !== connection.accountId) continue;
    const object = objectIn(read.data);
    if (object === undefined) continue;
    const events = webhookEventsOf(read.data);
    if (events === undefined) unread.push(object);
    else
      for (const part of readEvents(events, Number.POSITIVE_INFINITY))
        changes.push(...part.changes(connection));
  }
  return { changes, unread };
}
