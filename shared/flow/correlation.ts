import type { Logger } from "../runtime/logger.ts";

/** As many as messages come in one batch: what is set off by more names the first of them. */
const mostTravelling = 10;
/** A line of the log may have 256 KB; one of so many ids has less than five. */
const idsPerLine = 100;

/**
 * What set something off: ids of the requests that brought the changes. They travel with the
 * change, in the messages, the write's note, the event and the wish at the destination, so that
 * the log tells one change's way from the webhook to the push.
 */
export interface Correlated {
  readonly correlationIds?: readonly string[];
}

/** To be spread into what travels on; nothing where nothing is known. */
export function correlated(ids: Iterable<string> = []): { correlationIds?: string[] } {
  const correlationIds = [...new Set(ids)].slice(0, mostTravelling);
  return correlationIds.length === 0 ? {} : { correlationIds };
}

export function idsOf(all: Iterable<Correlated>): string[] {
  return [...new Set([...all].flatMap(({ correlationIds = [] }) => correlationIds))];
}

/** Says of all these changes how far they came; as many lines as their ids take. */
export function sayHowFar(
  log: Logger,
  message: "changes published" | "changes pushed",
  all: Iterable<Correlated>,
  fields: Readonly<Record<string, string>> = {},
): void {
  const ids = idsOf(all);
  for (let start = 0; start < ids.length; start += idsPerLine)
    log.info(message, { ...fields, correlationIds: shown(ids.slice(start, start + idsPerLine)) });
}

/** As a field of a line: a query finds one id in it. */
export function shown(ids: readonly string[]): string {
  return ids.join(" ");
}
